// @ts-nocheck: written by a generator
// Generated from test-vectors/schema.json by `npm run generate`. Do not edit.
import type { Validator } from "../schema/schema-error.ts";
var __getOwnPropNames = Object.getOwnPropertyNames;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var require_ucs2length = __commonJS({
  "node_modules/ajv/dist/runtime/ucs2length.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    function ucs2length(str) {
      const len = str.length;
      let length = 0;
      let pos = 0;
      let value;
      while (pos < len) {
        length++;
        value = str.charCodeAt(pos++);
        if (value >= 55296 && value <= 56319 && pos < len) {
          value = str.charCodeAt(pos);
          if ((value & 64512) === 56320)
            pos++;
        }
      }
      return length;
    }
    exports.default = ucs2length;
    ucs2length.code = 'require("ajv/dist/runtime/ucs2length").default';
  }
});
var vectorFile = validate52;
var schema19 = { "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:sluice:test-vectors:1", "type": "object", "required": ["topic", "vectors"], "additionalProperties": false, "properties": { "$schema": { "type": "string" }, "topic": { "$ref": "#/$defs/slug" }, "description": { "type": "string", "minLength": 1 }, "vectors": { "type": "array", "items": { "$ref": "#/$defs/vector" } } }, "$defs": { "slug": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" }, "port": { "type": "integer", "minimum": 0, "maximum": 65535 }, "pem": { "type": "string", "pattern": "-----BEGIN " }, "index": { "type": "integer", "minimum": 0 }, "vector": { "type": "object", "required": ["id", "expect"], "oneOf": [{ "required": ["policy"] }, { "required": ["policy_file"] }], "if": { "required": ["mode"], "properties": { "mode": { "const": "check" } } }, "then": { "properties": { "endpoint": false, "effects": false, "connection": { "type": "object", "maxProperties": 1, "required": ["now"] }, "expect": { "type": "object", "required": ["diagnostics"], "maxProperties": 1 } } }, "additionalProperties": false, "properties": { "id": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$" }, "description": { "type": "string", "minLength": 1 }, "spec": { "type": "string", "minLength": 1, "examples": ["language.md#3.12"] }, "tags": { "type": "array", "items": { "type": "string", "$ref": "#/$defs/slug" }, "uniqueItems": true }, "mode": { "enum": ["run", "check"] }, "policy": { "oneOf": [{ "type": "string" }, { "type": "array", "minItems": 1, "maxItems": 8, "items": { "oneOf": [{ "type": "string" }, { "type": "object", "required": ["repeat", "times"], "additionalProperties": false, "properties": { "repeat": { "type": "string", "minLength": 1, "maxLength": 64 }, "times": { "type": "integer", "minimum": 1, "maximum": 5e5 } } }] } }] }, "policy_file": { "type": "string", "minLength": 1 }, "protocol": { "enum": ["tcp", "tls"] }, "endpoint": { "$ref": "#/$defs/endpoint" }, "resources": { "$ref": "#/$defs/resources" }, "connection": { "$ref": "#/$defs/connection" }, "effects": { "type": "array", "items": { "$ref": "#/$defs/effect" } }, "expect": { "$ref": "#/$defs/expect" } } }, "endpoint": { "type": "object", "additionalProperties": false, "properties": { "url": { "type": "string", "pattern": "^(tcp|tls)://" }, "id": { "type": "string" }, "upstream": { "type": "boolean" } } }, "resources": { "type": "object", "additionalProperties": false, "properties": { "ip_policies": { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "object", "required": ["cidr", "action"], "additionalProperties": false, "properties": { "cidr": { "type": "string" }, "action": { "enum": ["allow", "deny"] } } } } }, "certificate_authorities": { "type": "object", "additionalProperties": { "$ref": "#/$defs/pem" } }, "secrets": { "type": "object", "additionalProperties": { "type": "object", "additionalProperties": { "type": "string" } } }, "ip_intelligence": { "type": "array", "items": { "type": "string", "enum": ["geo", "as", "categories", "category_lists", "tor_nodes", "blocklist"] }, "uniqueItems": true } } }, "connection": { "type": "object", "additionalProperties": false, "properties": { "client_ip": { "type": "string" }, "client_port": { "$ref": "#/$defs/port" }, "server_ip": { "type": "string" }, "server_port": { "$ref": "#/$defs/port" }, "server_region": { "type": "string" }, "start": { "type": "string" }, "now": { "type": "string" }, "random": { "type": "array", "items": { "type": "number", "minimum": 0, "exclusiveMaximum": 1 } }, "tls": { "$ref": "#/$defs/hello" }, "ip_intelligence": { "type": "object", "additionalProperties": false, "properties": { "client": { "$ref": "#/$defs/intelligence" }, "server": { "$ref": "#/$defs/intelligence" } } } } }, "hello": { "oneOf": [{ "type": "object", "additionalProperties": false, "properties": { "sni": { "type": "string" }, "ja4_fingerprint": { "type": "string" } } }, { "type": "object", "required": ["hello"], "additionalProperties": false, "properties": { "hello": { "enum": ["malformed", "late", "too-large"] } } }] }, "intelligence": { "type": "object", "additionalProperties": false, "properties": { "categories": { "type": "array", "items": { "type": "string" } }, "is_on_blocklist": { "type": "boolean" }, "is_tor_node": { "type": "boolean" }, "as": { "type": "object", "additionalProperties": false, "properties": { "number": { "type": "integer", "minimum": 0, "maximum": 4294967295 }, "organization": { "type": "string" } } }, "location": { "$ref": "#/$defs/location" }, "registered_location": { "$ref": "#/$defs/location" } } }, "location": { "type": "object", "additionalProperties": false, "properties": { "city": { "type": "string" }, "continent": { "type": "string" }, "country": { "type": "string" }, "country_code": { "type": "string" }, "is_eu": { "type": "boolean" }, "latitude": { "type": "string" }, "longitude": { "type": "string" }, "metro_code": { "type": "string" }, "postal_code": { "type": "string" }, "radius": { "type": "string" }, "subdivision": { "type": "string" }, "timezone": { "type": "string" } } }, "failure": { "type": "object", "required": ["code", "message"], "additionalProperties": false, "properties": { "code": { "$ref": "#/$defs/slug" }, "message": { "type": "string" } } }, "effect": { "oneOf": [{ "type": "object", "required": ["terminate-tls"], "additionalProperties": false, "properties": { "terminate-tls": { "$ref": "#/$defs/handshake" } } }, { "type": "object", "required": ["forward-internal"], "additionalProperties": false, "properties": { "forward-internal": { "type": "object", "additionalProperties": false, "properties": { "error": { "$ref": "#/$defs/failure" } } } } }] }, "handshake": { "oneOf": [{ "type": "object", "additionalProperties": false, "dependentRequired": { "client_certificate": ["chain"] }, "properties": { "version": { "enum": ["1.2", "1.3"] }, "cipher_suite": { "type": "string" }, "negotiated_alpn": { "type": "string" }, "client_certificate": { "$ref": "#/$defs/pem" }, "chain": { "enum": ["none", "trusted", "untrusted", "expired", "not-yet-valid", "revoked", "wrong-purpose", "invalid"] }, "server_certificate": { "$ref": "#/$defs/pem" } } }, { "type": "object", "required": ["error"], "additionalProperties": false, "properties": { "error": { "$ref": "#/$defs/failure" } } }] }, "expect": { "type": "object", "minProperties": 1, "additionalProperties": false, "properties": { "outcome": { "enum": ["continue", "deny", "close", "error", "forward"] }, "rule": { "$ref": "#/$defs/index" }, "action": { "$ref": "#/$defs/index" }, "url": { "type": "string" }, "steps": { "type": "array", "items": { "enum": ["client-hello", "terminate-tls", "forward-internal"] } }, "logs": { "type": "array", "items": { "type": "object", "required": ["metadata"], "additionalProperties": false, "properties": { "metadata": { "type": "object" } } } }, "vars": { "type": "object" }, "actions": { "type": "object" }, "error": { "type": "object", "additionalProperties": false, "properties": { "code": { "$ref": "#/$defs/slug" }, "ngrok": { "type": "string", "pattern": "^ERR_NGROK_[0-9]+$" } } }, "diagnostics": { "type": "array", "items": { "type": "object", "minProperties": 1, "additionalProperties": false, "properties": { "code": { "$ref": "#/$defs/slug" }, "severity": { "enum": ["error", "warning", "info"] }, "line": { "type": "integer", "minimum": 1 }, "column": { "type": "integer", "minimum": 1 }, "ngrok": { "type": "string", "pattern": "^ERR_NGROK_[0-9]+$" } } } } } } } };
var schema20 = { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" };
var pattern3 = new RegExp("^[a-z0-9]+(-[a-z0-9]+)*$", "u");
function validate53(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate53.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (typeof data === "string") {
    if (!pattern3.test(data)) {
      const err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[a-z0-9]+(-[a-z0-9]+)*$" }, message: 'must match pattern "^[a-z0-9]+(-[a-z0-9]+)*$"', schema: "^[a-z0-9]+(-[a-z0-9]+)*$", parentSchema: schema20, data };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
  } else {
    const err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema20.type, parentSchema: schema20, data };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  validate53.errors = vErrors;
  return errors === 0;
}
validate53.evaluated = { "dynamicProps": false, "dynamicItems": false };
var schema21 = { "type": "object", "required": ["id", "expect"], "oneOf": [{ "required": ["policy"] }, { "required": ["policy_file"] }], "if": { "required": ["mode"], "properties": { "mode": { "const": "check" } } }, "then": { "properties": { "endpoint": false, "effects": false, "connection": { "type": "object", "maxProperties": 1, "required": ["now"] }, "expect": { "type": "object", "required": ["diagnostics"], "maxProperties": 1 } } }, "additionalProperties": false, "properties": { "id": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$" }, "description": { "type": "string", "minLength": 1 }, "spec": { "type": "string", "minLength": 1, "examples": ["language.md#3.12"] }, "tags": { "type": "array", "items": { "type": "string", "$ref": "#/$defs/slug" }, "uniqueItems": true }, "mode": { "enum": ["run", "check"] }, "policy": { "oneOf": [{ "type": "string" }, { "type": "array", "minItems": 1, "maxItems": 8, "items": { "oneOf": [{ "type": "string" }, { "type": "object", "required": ["repeat", "times"], "additionalProperties": false, "properties": { "repeat": { "type": "string", "minLength": 1, "maxLength": 64 }, "times": { "type": "integer", "minimum": 1, "maximum": 5e5 } } }] } }] }, "policy_file": { "type": "string", "minLength": 1 }, "protocol": { "enum": ["tcp", "tls"] }, "endpoint": { "$ref": "#/$defs/endpoint" }, "resources": { "$ref": "#/$defs/resources" }, "connection": { "$ref": "#/$defs/connection" }, "effects": { "type": "array", "items": { "$ref": "#/$defs/effect" } }, "expect": { "$ref": "#/$defs/expect" } } };
var func2 = Object.prototype.hasOwnProperty;
var func1 = require_ucs2length().default;
var pattern4 = new RegExp("^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", "u");
var schema22 = { "type": "object", "additionalProperties": false, "properties": { "url": { "type": "string", "pattern": "^(tcp|tls)://" }, "id": { "type": "string" }, "upstream": { "type": "boolean" } } };
var pattern5 = new RegExp("^(tcp|tls)://", "u");
function validate57(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate57.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "url" || key0 === "id" || key0 === "upstream")) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema22, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.url !== void 0) {
      let data0 = data.url;
      if (typeof data0 === "string") {
        if (!pattern5.test(data0)) {
          const err1 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/pattern", keyword: "pattern", params: { pattern: "^(tcp|tls)://" }, message: 'must match pattern "^(tcp|tls)://"', schema: "^(tcp|tls)://", parentSchema: schema22.properties.url, data: data0 };
          if (vErrors === null) {
            vErrors = [err1];
          } else {
            vErrors.push(err1);
          }
          errors++;
        }
      } else {
        const err2 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema22.properties.url.type, parentSchema: schema22.properties.url, data: data0 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.id !== void 0) {
      let data1 = data.id;
      if (typeof data1 !== "string") {
        const err3 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema22.properties.id.type, parentSchema: schema22.properties.id, data: data1 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.upstream !== void 0) {
      let data2 = data.upstream;
      if (typeof data2 !== "boolean") {
        const err4 = { instancePath: instancePath + "/upstream", schemaPath: "#/properties/upstream/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema22.properties.upstream.type, parentSchema: schema22.properties.upstream, data: data2 };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
  } else {
    const err5 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema22.type, parentSchema: schema22, data };
    if (vErrors === null) {
      vErrors = [err5];
    } else {
      vErrors.push(err5);
    }
    errors++;
  }
  validate57.errors = vErrors;
  return errors === 0;
}
validate57.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
var schema23 = { "type": "object", "additionalProperties": false, "properties": { "ip_policies": { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "object", "required": ["cidr", "action"], "additionalProperties": false, "properties": { "cidr": { "type": "string" }, "action": { "enum": ["allow", "deny"] } } } } }, "certificate_authorities": { "type": "object", "additionalProperties": { "$ref": "#/$defs/pem" } }, "secrets": { "type": "object", "additionalProperties": { "type": "object", "additionalProperties": { "type": "string" } } }, "ip_intelligence": { "type": "array", "items": { "type": "string", "enum": ["geo", "as", "categories", "category_lists", "tor_nodes", "blocklist"] }, "uniqueItems": true } } };
var schema24 = { "type": "string", "pattern": "-----BEGIN " };
var pattern6 = new RegExp("-----BEGIN ", "u");
function validate60(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate60.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (typeof data === "string") {
    if (!pattern6.test(data)) {
      const err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "-----BEGIN " }, message: 'must match pattern "-----BEGIN "', schema: "-----BEGIN ", parentSchema: schema24, data };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
  } else {
    const err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema24.type, parentSchema: schema24, data };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  validate60.errors = vErrors;
  return errors === 0;
}
validate60.evaluated = { "dynamicProps": false, "dynamicItems": false };
function validate59(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate59.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "ip_policies" || key0 === "certificate_authorities" || key0 === "secrets" || key0 === "ip_intelligence")) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema23, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.ip_policies !== void 0) {
      let data0 = data.ip_policies;
      if (data0 && typeof data0 == "object" && !Array.isArray(data0)) {
        for (const key1 in data0) {
          let data1 = data0[key1];
          if (Array.isArray(data1)) {
            const len0 = data1.length;
            for (let i0 = 0; i0 < len0; i0++) {
              let data2 = data1[i0];
              if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
                if (data2.cidr === void 0) {
                  const err1 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/required", keyword: "required", params: { missingProperty: "cidr" }, message: "must have required property 'cidr'", schema: schema23.properties.ip_policies.additionalProperties.items.required, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                }
                if (data2.action === void 0) {
                  const err2 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/required", keyword: "required", params: { missingProperty: "action" }, message: "must have required property 'action'", schema: schema23.properties.ip_policies.additionalProperties.items.required, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                  if (vErrors === null) {
                    vErrors = [err2];
                  } else {
                    vErrors.push(err2);
                  }
                  errors++;
                }
                for (const key2 in data2) {
                  if (!(key2 === "cidr" || key2 === "action")) {
                    const err3 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties", schema: false, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                    if (vErrors === null) {
                      vErrors = [err3];
                    } else {
                      vErrors.push(err3);
                    }
                    errors++;
                  }
                }
                if (data2.cidr !== void 0) {
                  let data3 = data2.cidr;
                  if (typeof data3 !== "string") {
                    const err4 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0 + "/cidr", schemaPath: "#/properties/ip_policies/additionalProperties/items/properties/cidr/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.ip_policies.additionalProperties.items.properties.cidr.type, parentSchema: schema23.properties.ip_policies.additionalProperties.items.properties.cidr, data: data3 };
                    if (vErrors === null) {
                      vErrors = [err4];
                    } else {
                      vErrors.push(err4);
                    }
                    errors++;
                  }
                }
                if (data2.action !== void 0) {
                  let data4 = data2.action;
                  if (!(data4 === "allow" || data4 === "deny")) {
                    const err5 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0 + "/action", schemaPath: "#/properties/ip_policies/additionalProperties/items/properties/action/enum", keyword: "enum", params: { allowedValues: schema23.properties.ip_policies.additionalProperties.items.properties.action.enum }, message: "must be equal to one of the allowed values", schema: schema23.properties.ip_policies.additionalProperties.items.properties.action.enum, parentSchema: schema23.properties.ip_policies.additionalProperties.items.properties.action, data: data4 };
                    if (vErrors === null) {
                      vErrors = [err5];
                    } else {
                      vErrors.push(err5);
                    }
                    errors++;
                  }
                }
              } else {
                const err6 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.ip_policies.additionalProperties.items.type, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                if (vErrors === null) {
                  vErrors = [err6];
                } else {
                  vErrors.push(err6);
                }
                errors++;
              }
            }
          } else {
            const err7 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/ip_policies/additionalProperties/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema23.properties.ip_policies.additionalProperties.type, parentSchema: schema23.properties.ip_policies.additionalProperties, data: data1 };
            if (vErrors === null) {
              vErrors = [err7];
            } else {
              vErrors.push(err7);
            }
            errors++;
          }
        }
      } else {
        const err8 = { instancePath: instancePath + "/ip_policies", schemaPath: "#/properties/ip_policies/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.ip_policies.type, parentSchema: schema23.properties.ip_policies, data: data0 };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
    }
    if (data.certificate_authorities !== void 0) {
      let data5 = data.certificate_authorities;
      if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
        for (const key3 in data5) {
          if (!validate60(data5[key3], { instancePath: instancePath + "/certificate_authorities/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data5, parentDataProperty: key3, rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err9 = { instancePath: instancePath + "/certificate_authorities", schemaPath: "#/properties/certificate_authorities/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.certificate_authorities.type, parentSchema: schema23.properties.certificate_authorities, data: data5 };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.secrets !== void 0) {
      let data7 = data.secrets;
      if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
        for (const key4 in data7) {
          let data8 = data7[key4];
          if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
            for (const key5 in data8) {
              let data9 = data8[key5];
              if (typeof data9 !== "string") {
                const err10 = { instancePath: instancePath + "/secrets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/secrets/additionalProperties/additionalProperties/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.secrets.additionalProperties.additionalProperties.type, parentSchema: schema23.properties.secrets.additionalProperties.additionalProperties, data: data9 };
                if (vErrors === null) {
                  vErrors = [err10];
                } else {
                  vErrors.push(err10);
                }
                errors++;
              }
            }
          } else {
            const err11 = { instancePath: instancePath + "/secrets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/secrets/additionalProperties/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.secrets.additionalProperties.type, parentSchema: schema23.properties.secrets.additionalProperties, data: data8 };
            if (vErrors === null) {
              vErrors = [err11];
            } else {
              vErrors.push(err11);
            }
            errors++;
          }
        }
      } else {
        const err12 = { instancePath: instancePath + "/secrets", schemaPath: "#/properties/secrets/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.secrets.type, parentSchema: schema23.properties.secrets, data: data7 };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.ip_intelligence !== void 0) {
      let data10 = data.ip_intelligence;
      if (Array.isArray(data10)) {
        const len1 = data10.length;
        for (let i1 = 0; i1 < len1; i1++) {
          let data11 = data10[i1];
          if (typeof data11 !== "string") {
            const err13 = { instancePath: instancePath + "/ip_intelligence/" + i1, schemaPath: "#/properties/ip_intelligence/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.ip_intelligence.items.type, parentSchema: schema23.properties.ip_intelligence.items, data: data11 };
            if (vErrors === null) {
              vErrors = [err13];
            } else {
              vErrors.push(err13);
            }
            errors++;
          }
          if (!(data11 === "geo" || data11 === "as" || data11 === "categories" || data11 === "category_lists" || data11 === "tor_nodes" || data11 === "blocklist")) {
            const err14 = { instancePath: instancePath + "/ip_intelligence/" + i1, schemaPath: "#/properties/ip_intelligence/items/enum", keyword: "enum", params: { allowedValues: schema23.properties.ip_intelligence.items.enum }, message: "must be equal to one of the allowed values", schema: schema23.properties.ip_intelligence.items.enum, parentSchema: schema23.properties.ip_intelligence.items, data: data11 };
            if (vErrors === null) {
              vErrors = [err14];
            } else {
              vErrors.push(err14);
            }
            errors++;
          }
        }
        let i2 = data10.length;
        let j0;
        if (i2 > 1) {
          const indices0 = {};
          for (; i2--; ) {
            let item0 = data10[i2];
            if (typeof item0 !== "string") {
              continue;
            }
            if (typeof indices0[item0] == "number") {
              j0 = indices0[item0];
              const err15 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/uniqueItems", keyword: "uniqueItems", params: { i: i2, j: j0 }, message: "must NOT have duplicate items (items ## " + j0 + " and " + i2 + " are identical)", schema: true, parentSchema: schema23.properties.ip_intelligence, data: data10 };
              if (vErrors === null) {
                vErrors = [err15];
              } else {
                vErrors.push(err15);
              }
              errors++;
              break;
            }
            indices0[item0] = i2;
          }
        }
      } else {
        const err16 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema23.properties.ip_intelligence.type, parentSchema: schema23.properties.ip_intelligence, data: data10 };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
  } else {
    const err17 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.type, parentSchema: schema23, data };
    if (vErrors === null) {
      vErrors = [err17];
    } else {
      vErrors.push(err17);
    }
    errors++;
  }
  validate59.errors = vErrors;
  return errors === 0;
}
validate59.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
var schema25 = { "type": "object", "additionalProperties": false, "properties": { "client_ip": { "type": "string" }, "client_port": { "$ref": "#/$defs/port" }, "server_ip": { "type": "string" }, "server_port": { "$ref": "#/$defs/port" }, "server_region": { "type": "string" }, "start": { "type": "string" }, "now": { "type": "string" }, "random": { "type": "array", "items": { "type": "number", "minimum": 0, "exclusiveMaximum": 1 } }, "tls": { "$ref": "#/$defs/hello" }, "ip_intelligence": { "type": "object", "additionalProperties": false, "properties": { "client": { "$ref": "#/$defs/intelligence" }, "server": { "$ref": "#/$defs/intelligence" } } } } };
var schema26 = { "type": "integer", "minimum": 0, "maximum": 65535 };
function validate64(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate64.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (!(typeof data == "number" && (!(data % 1) && !isNaN(data)) && isFinite(data))) {
    const err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema26.type, parentSchema: schema26, data };
    if (vErrors === null) {
      vErrors = [err0];
    } else {
      vErrors.push(err0);
    }
    errors++;
  }
  if (typeof data == "number" && isFinite(data)) {
    if (data > 65535 || isNaN(data)) {
      const err1 = { instancePath, schemaPath: "#/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65535 }, message: "must be <= 65535", schema: 65535, parentSchema: schema26, data };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data < 0 || isNaN(data)) {
      const err2 = { instancePath, schemaPath: "#/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: schema26, data };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
  }
  validate64.errors = vErrors;
  return errors === 0;
}
validate64.evaluated = { "dynamicProps": false, "dynamicItems": false };
var schema27 = { "oneOf": [{ "type": "object", "additionalProperties": false, "properties": { "sni": { "type": "string" }, "ja4_fingerprint": { "type": "string" } } }, { "type": "object", "required": ["hello"], "additionalProperties": false, "properties": { "hello": { "enum": ["malformed", "late", "too-large"] } } }] };
function validate67(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate67.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  const _errs0 = errors;
  let valid0 = false;
  let passing0 = null;
  const _errs1 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "sni" || key0 === "ja4_fingerprint")) {
        const err0 = { instancePath, schemaPath: "#/oneOf/0/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema27.oneOf[0], data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.sni !== void 0) {
      let data0 = data.sni;
      if (typeof data0 !== "string") {
        const err1 = { instancePath: instancePath + "/sni", schemaPath: "#/oneOf/0/properties/sni/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema27.oneOf[0].properties.sni.type, parentSchema: schema27.oneOf[0].properties.sni, data: data0 };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.ja4_fingerprint !== void 0) {
      let data1 = data.ja4_fingerprint;
      if (typeof data1 !== "string") {
        const err2 = { instancePath: instancePath + "/ja4_fingerprint", schemaPath: "#/oneOf/0/properties/ja4_fingerprint/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema27.oneOf[0].properties.ja4_fingerprint.type, parentSchema: schema27.oneOf[0].properties.ja4_fingerprint, data: data1 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
  } else {
    const err3 = { instancePath, schemaPath: "#/oneOf/0/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema27.oneOf[0].type, parentSchema: schema27.oneOf[0], data };
    if (vErrors === null) {
      vErrors = [err3];
    } else {
      vErrors.push(err3);
    }
    errors++;
  }
  var _valid0 = _errs1 === errors;
  if (_valid0) {
    valid0 = true;
    passing0 = 0;
    var props0 = true;
  }
  const _errs8 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.hello === void 0) {
      const err4 = { instancePath, schemaPath: "#/oneOf/1/required", keyword: "required", params: { missingProperty: "hello" }, message: "must have required property 'hello'", schema: schema27.oneOf[1].required, parentSchema: schema27.oneOf[1], data };
      if (vErrors === null) {
        vErrors = [err4];
      } else {
        vErrors.push(err4);
      }
      errors++;
    }
    for (const key1 in data) {
      if (!(key1 === "hello")) {
        const err5 = { instancePath, schemaPath: "#/oneOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema27.oneOf[1], data };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.hello !== void 0) {
      let data2 = data.hello;
      if (!(data2 === "malformed" || data2 === "late" || data2 === "too-large")) {
        const err6 = { instancePath: instancePath + "/hello", schemaPath: "#/oneOf/1/properties/hello/enum", keyword: "enum", params: { allowedValues: schema27.oneOf[1].properties.hello.enum }, message: "must be equal to one of the allowed values", schema: schema27.oneOf[1].properties.hello.enum, parentSchema: schema27.oneOf[1].properties.hello, data: data2 };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
  } else {
    const err7 = { instancePath, schemaPath: "#/oneOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema27.oneOf[1].type, parentSchema: schema27.oneOf[1], data };
    if (vErrors === null) {
      vErrors = [err7];
    } else {
      vErrors.push(err7);
    }
    errors++;
  }
  var _valid0 = _errs8 === errors;
  if (_valid0 && valid0) {
    valid0 = false;
    passing0 = [passing0, 1];
  } else {
    if (_valid0) {
      valid0 = true;
      passing0 = 1;
      if (props0 !== true) {
        props0 = true;
      }
    }
  }
  if (!valid0) {
    const err8 = { instancePath, schemaPath: "#/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 }, message: "must match exactly one schema in oneOf", schema: schema27.oneOf, parentSchema: schema27, data };
    if (vErrors === null) {
      vErrors = [err8];
    } else {
      vErrors.push(err8);
    }
    errors++;
  } else {
    errors = _errs0;
    if (vErrors !== null) {
      if (_errs0) {
        vErrors.length = _errs0;
      } else {
        vErrors = null;
      }
    }
  }
  validate67.errors = vErrors;
  evaluated0.props = props0;
  return errors === 0;
}
validate67.evaluated = { "dynamicProps": true, "dynamicItems": false };
var schema28 = { "type": "object", "additionalProperties": false, "properties": { "categories": { "type": "array", "items": { "type": "string" } }, "is_on_blocklist": { "type": "boolean" }, "is_tor_node": { "type": "boolean" }, "as": { "type": "object", "additionalProperties": false, "properties": { "number": { "type": "integer", "minimum": 0, "maximum": 4294967295 }, "organization": { "type": "string" } } }, "location": { "$ref": "#/$defs/location" }, "registered_location": { "$ref": "#/$defs/location" } } };
var schema29 = { "type": "object", "additionalProperties": false, "properties": { "city": { "type": "string" }, "continent": { "type": "string" }, "country": { "type": "string" }, "country_code": { "type": "string" }, "is_eu": { "type": "boolean" }, "latitude": { "type": "string" }, "longitude": { "type": "string" }, "metro_code": { "type": "string" }, "postal_code": { "type": "string" }, "radius": { "type": "string" }, "subdivision": { "type": "string" }, "timezone": { "type": "string" } } };
function validate70(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate70.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!func2.call(schema29.properties, key0)) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema29, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.city !== void 0) {
      let data0 = data.city;
      if (typeof data0 !== "string") {
        const err1 = { instancePath: instancePath + "/city", schemaPath: "#/properties/city/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.city.type, parentSchema: schema29.properties.city, data: data0 };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.continent !== void 0) {
      let data1 = data.continent;
      if (typeof data1 !== "string") {
        const err2 = { instancePath: instancePath + "/continent", schemaPath: "#/properties/continent/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.continent.type, parentSchema: schema29.properties.continent, data: data1 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.country !== void 0) {
      let data2 = data.country;
      if (typeof data2 !== "string") {
        const err3 = { instancePath: instancePath + "/country", schemaPath: "#/properties/country/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.country.type, parentSchema: schema29.properties.country, data: data2 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.country_code !== void 0) {
      let data3 = data.country_code;
      if (typeof data3 !== "string") {
        const err4 = { instancePath: instancePath + "/country_code", schemaPath: "#/properties/country_code/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.country_code.type, parentSchema: schema29.properties.country_code, data: data3 };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.is_eu !== void 0) {
      let data4 = data.is_eu;
      if (typeof data4 !== "boolean") {
        const err5 = { instancePath: instancePath + "/is_eu", schemaPath: "#/properties/is_eu/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema29.properties.is_eu.type, parentSchema: schema29.properties.is_eu, data: data4 };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.latitude !== void 0) {
      let data5 = data.latitude;
      if (typeof data5 !== "string") {
        const err6 = { instancePath: instancePath + "/latitude", schemaPath: "#/properties/latitude/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.latitude.type, parentSchema: schema29.properties.latitude, data: data5 };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.longitude !== void 0) {
      let data6 = data.longitude;
      if (typeof data6 !== "string") {
        const err7 = { instancePath: instancePath + "/longitude", schemaPath: "#/properties/longitude/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.longitude.type, parentSchema: schema29.properties.longitude, data: data6 };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    if (data.metro_code !== void 0) {
      let data7 = data.metro_code;
      if (typeof data7 !== "string") {
        const err8 = { instancePath: instancePath + "/metro_code", schemaPath: "#/properties/metro_code/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.metro_code.type, parentSchema: schema29.properties.metro_code, data: data7 };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
    }
    if (data.postal_code !== void 0) {
      let data8 = data.postal_code;
      if (typeof data8 !== "string") {
        const err9 = { instancePath: instancePath + "/postal_code", schemaPath: "#/properties/postal_code/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.postal_code.type, parentSchema: schema29.properties.postal_code, data: data8 };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.radius !== void 0) {
      let data9 = data.radius;
      if (typeof data9 !== "string") {
        const err10 = { instancePath: instancePath + "/radius", schemaPath: "#/properties/radius/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.radius.type, parentSchema: schema29.properties.radius, data: data9 };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
    }
    if (data.subdivision !== void 0) {
      let data10 = data.subdivision;
      if (typeof data10 !== "string") {
        const err11 = { instancePath: instancePath + "/subdivision", schemaPath: "#/properties/subdivision/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.subdivision.type, parentSchema: schema29.properties.subdivision, data: data10 };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
    if (data.timezone !== void 0) {
      let data11 = data.timezone;
      if (typeof data11 !== "string") {
        const err12 = { instancePath: instancePath + "/timezone", schemaPath: "#/properties/timezone/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema29.properties.timezone.type, parentSchema: schema29.properties.timezone, data: data11 };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
  } else {
    const err13 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema29.type, parentSchema: schema29, data };
    if (vErrors === null) {
      vErrors = [err13];
    } else {
      vErrors.push(err13);
    }
    errors++;
  }
  validate70.errors = vErrors;
  return errors === 0;
}
validate70.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate69(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate69.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "categories" || key0 === "is_on_blocklist" || key0 === "is_tor_node" || key0 === "as" || key0 === "location" || key0 === "registered_location")) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema28, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.categories !== void 0) {
      let data0 = data.categories;
      if (Array.isArray(data0)) {
        const len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data1 = data0[i0];
          if (typeof data1 !== "string") {
            const err1 = { instancePath: instancePath + "/categories/" + i0, schemaPath: "#/properties/categories/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema28.properties.categories.items.type, parentSchema: schema28.properties.categories.items, data: data1 };
            if (vErrors === null) {
              vErrors = [err1];
            } else {
              vErrors.push(err1);
            }
            errors++;
          }
        }
      } else {
        const err2 = { instancePath: instancePath + "/categories", schemaPath: "#/properties/categories/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema28.properties.categories.type, parentSchema: schema28.properties.categories, data: data0 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.is_on_blocklist !== void 0) {
      let data2 = data.is_on_blocklist;
      if (typeof data2 !== "boolean") {
        const err3 = { instancePath: instancePath + "/is_on_blocklist", schemaPath: "#/properties/is_on_blocklist/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema28.properties.is_on_blocklist.type, parentSchema: schema28.properties.is_on_blocklist, data: data2 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.is_tor_node !== void 0) {
      let data3 = data.is_tor_node;
      if (typeof data3 !== "boolean") {
        const err4 = { instancePath: instancePath + "/is_tor_node", schemaPath: "#/properties/is_tor_node/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema28.properties.is_tor_node.type, parentSchema: schema28.properties.is_tor_node, data: data3 };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.as !== void 0) {
      let data4 = data.as;
      if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
        for (const key1 in data4) {
          if (!(key1 === "number" || key1 === "organization")) {
            const err5 = { instancePath: instancePath + "/as", schemaPath: "#/properties/as/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema28.properties.as, data: data4 };
            if (vErrors === null) {
              vErrors = [err5];
            } else {
              vErrors.push(err5);
            }
            errors++;
          }
        }
        if (data4.number !== void 0) {
          let data5 = data4.number;
          if (!(typeof data5 == "number" && (!(data5 % 1) && !isNaN(data5)) && isFinite(data5))) {
            const err6 = { instancePath: instancePath + "/as/number", schemaPath: "#/properties/as/properties/number/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema28.properties.as.properties.number.type, parentSchema: schema28.properties.as.properties.number, data: data5 };
            if (vErrors === null) {
              vErrors = [err6];
            } else {
              vErrors.push(err6);
            }
            errors++;
          }
          if (typeof data5 == "number" && isFinite(data5)) {
            if (data5 > 4294967295 || isNaN(data5)) {
              const err7 = { instancePath: instancePath + "/as/number", schemaPath: "#/properties/as/properties/number/maximum", keyword: "maximum", params: { comparison: "<=", limit: 4294967295 }, message: "must be <= 4294967295", schema: 4294967295, parentSchema: schema28.properties.as.properties.number, data: data5 };
              if (vErrors === null) {
                vErrors = [err7];
              } else {
                vErrors.push(err7);
              }
              errors++;
            }
            if (data5 < 0 || isNaN(data5)) {
              const err8 = { instancePath: instancePath + "/as/number", schemaPath: "#/properties/as/properties/number/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: schema28.properties.as.properties.number, data: data5 };
              if (vErrors === null) {
                vErrors = [err8];
              } else {
                vErrors.push(err8);
              }
              errors++;
            }
          }
        }
        if (data4.organization !== void 0) {
          let data6 = data4.organization;
          if (typeof data6 !== "string") {
            const err9 = { instancePath: instancePath + "/as/organization", schemaPath: "#/properties/as/properties/organization/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema28.properties.as.properties.organization.type, parentSchema: schema28.properties.as.properties.organization, data: data6 };
            if (vErrors === null) {
              vErrors = [err9];
            } else {
              vErrors.push(err9);
            }
            errors++;
          }
        }
      } else {
        const err10 = { instancePath: instancePath + "/as", schemaPath: "#/properties/as/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema28.properties.as.type, parentSchema: schema28.properties.as, data: data4 };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
    }
    if (data.location !== void 0) {
      if (!validate70(data.location, { instancePath: instancePath + "/location", parentData: data, parentDataProperty: "location", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
        errors = vErrors.length;
      }
    }
    if (data.registered_location !== void 0) {
      if (!validate70(data.registered_location, { instancePath: instancePath + "/registered_location", parentData: data, parentDataProperty: "registered_location", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err11 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema28.type, parentSchema: schema28, data };
    if (vErrors === null) {
      vErrors = [err11];
    } else {
      vErrors.push(err11);
    }
    errors++;
  }
  validate69.errors = vErrors;
  return errors === 0;
}
validate69.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate63(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate63.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!func2.call(schema25.properties, key0)) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema25, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.client_ip !== void 0) {
      let data0 = data.client_ip;
      if (typeof data0 !== "string") {
        const err1 = { instancePath: instancePath + "/client_ip", schemaPath: "#/properties/client_ip/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.client_ip.type, parentSchema: schema25.properties.client_ip, data: data0 };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.client_port !== void 0) {
      if (!validate64(data.client_port, { instancePath: instancePath + "/client_port", parentData: data, parentDataProperty: "client_port", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
        errors = vErrors.length;
      }
    }
    if (data.server_ip !== void 0) {
      let data2 = data.server_ip;
      if (typeof data2 !== "string") {
        const err2 = { instancePath: instancePath + "/server_ip", schemaPath: "#/properties/server_ip/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.server_ip.type, parentSchema: schema25.properties.server_ip, data: data2 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.server_port !== void 0) {
      if (!validate64(data.server_port, { instancePath: instancePath + "/server_port", parentData: data, parentDataProperty: "server_port", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
        errors = vErrors.length;
      }
    }
    if (data.server_region !== void 0) {
      let data4 = data.server_region;
      if (typeof data4 !== "string") {
        const err3 = { instancePath: instancePath + "/server_region", schemaPath: "#/properties/server_region/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.server_region.type, parentSchema: schema25.properties.server_region, data: data4 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.start !== void 0) {
      let data5 = data.start;
      if (typeof data5 !== "string") {
        const err4 = { instancePath: instancePath + "/start", schemaPath: "#/properties/start/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.start.type, parentSchema: schema25.properties.start, data: data5 };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.now !== void 0) {
      let data6 = data.now;
      if (typeof data6 !== "string") {
        const err5 = { instancePath: instancePath + "/now", schemaPath: "#/properties/now/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.now.type, parentSchema: schema25.properties.now, data: data6 };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.random !== void 0) {
      let data7 = data.random;
      if (Array.isArray(data7)) {
        const len0 = data7.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data8 = data7[i0];
          if (typeof data8 == "number" && isFinite(data8)) {
            if (data8 < 0 || isNaN(data8)) {
              const err6 = { instancePath: instancePath + "/random/" + i0, schemaPath: "#/properties/random/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: schema25.properties.random.items, data: data8 };
              if (vErrors === null) {
                vErrors = [err6];
              } else {
                vErrors.push(err6);
              }
              errors++;
            }
            if (data8 >= 1 || isNaN(data8)) {
              const err7 = { instancePath: instancePath + "/random/" + i0, schemaPath: "#/properties/random/items/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: schema25.properties.random.items, data: data8 };
              if (vErrors === null) {
                vErrors = [err7];
              } else {
                vErrors.push(err7);
              }
              errors++;
            }
          } else {
            const err8 = { instancePath: instancePath + "/random/" + i0, schemaPath: "#/properties/random/items/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: schema25.properties.random.items.type, parentSchema: schema25.properties.random.items, data: data8 };
            if (vErrors === null) {
              vErrors = [err8];
            } else {
              vErrors.push(err8);
            }
            errors++;
          }
        }
      } else {
        const err9 = { instancePath: instancePath + "/random", schemaPath: "#/properties/random/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema25.properties.random.type, parentSchema: schema25.properties.random, data: data7 };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.tls !== void 0) {
      if (!validate67(data.tls, { instancePath: instancePath + "/tls", parentData: data, parentDataProperty: "tls", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
        errors = vErrors.length;
      }
    }
    if (data.ip_intelligence !== void 0) {
      let data10 = data.ip_intelligence;
      if (data10 && typeof data10 == "object" && !Array.isArray(data10)) {
        for (const key1 in data10) {
          if (!(key1 === "client" || key1 === "server")) {
            const err10 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema25.properties.ip_intelligence, data: data10 };
            if (vErrors === null) {
              vErrors = [err10];
            } else {
              vErrors.push(err10);
            }
            errors++;
          }
        }
        if (data10.client !== void 0) {
          if (!validate69(data10.client, { instancePath: instancePath + "/ip_intelligence/client", parentData: data10, parentDataProperty: "client", rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate69.errors : vErrors.concat(validate69.errors);
            errors = vErrors.length;
          }
        }
        if (data10.server !== void 0) {
          if (!validate69(data10.server, { instancePath: instancePath + "/ip_intelligence/server", parentData: data10, parentDataProperty: "server", rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate69.errors : vErrors.concat(validate69.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err11 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema25.properties.ip_intelligence.type, parentSchema: schema25.properties.ip_intelligence, data: data10 };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
  } else {
    const err12 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema25.type, parentSchema: schema25, data };
    if (vErrors === null) {
      vErrors = [err12];
    } else {
      vErrors.push(err12);
    }
    errors++;
  }
  validate63.errors = vErrors;
  return errors === 0;
}
validate63.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
var schema30 = { "oneOf": [{ "type": "object", "required": ["terminate-tls"], "additionalProperties": false, "properties": { "terminate-tls": { "$ref": "#/$defs/handshake" } } }, { "type": "object", "required": ["forward-internal"], "additionalProperties": false, "properties": { "forward-internal": { "type": "object", "additionalProperties": false, "properties": { "error": { "$ref": "#/$defs/failure" } } } } }] };
var schema31 = { "oneOf": [{ "type": "object", "additionalProperties": false, "dependentRequired": { "client_certificate": ["chain"] }, "properties": { "version": { "enum": ["1.2", "1.3"] }, "cipher_suite": { "type": "string" }, "negotiated_alpn": { "type": "string" }, "client_certificate": { "$ref": "#/$defs/pem" }, "chain": { "enum": ["none", "trusted", "untrusted", "expired", "not-yet-valid", "revoked", "wrong-purpose", "invalid"] }, "server_certificate": { "$ref": "#/$defs/pem" } } }, { "type": "object", "required": ["error"], "additionalProperties": false, "properties": { "error": { "$ref": "#/$defs/failure" } } }] };
var schema32 = { "type": "object", "required": ["code", "message"], "additionalProperties": false, "properties": { "code": { "$ref": "#/$defs/slug" }, "message": { "type": "string" } } };
function validate80(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate80.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.code === void 0) {
      const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "code" }, message: "must have required property 'code'", schema: schema32.required, parentSchema: schema32, data };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.message === void 0) {
      const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "message" }, message: "must have required property 'message'", schema: schema32.required, parentSchema: schema32, data };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "code" || key0 === "message")) {
        const err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema32, data };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.code !== void 0) {
      if (!validate53(data.code, { instancePath: instancePath + "/code", parentData: data, parentDataProperty: "code", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
        errors = vErrors.length;
      }
    }
    if (data.message !== void 0) {
      let data1 = data.message;
      if (typeof data1 !== "string") {
        const err3 = { instancePath: instancePath + "/message", schemaPath: "#/properties/message/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema32.properties.message.type, parentSchema: schema32.properties.message, data: data1 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
  } else {
    const err4 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema32.type, parentSchema: schema32, data };
    if (vErrors === null) {
      vErrors = [err4];
    } else {
      vErrors.push(err4);
    }
    errors++;
  }
  validate80.errors = vErrors;
  return errors === 0;
}
validate80.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate77(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate77.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  const _errs0 = errors;
  let valid0 = false;
  let passing0 = null;
  const _errs1 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "version" || key0 === "cipher_suite" || key0 === "negotiated_alpn" || key0 === "client_certificate" || key0 === "chain" || key0 === "server_certificate")) {
        const err0 = { instancePath, schemaPath: "#/oneOf/0/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.oneOf[0], data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.version !== void 0) {
      let data0 = data.version;
      if (!(data0 === "1.2" || data0 === "1.3")) {
        const err1 = { instancePath: instancePath + "/version", schemaPath: "#/oneOf/0/properties/version/enum", keyword: "enum", params: { allowedValues: schema31.oneOf[0].properties.version.enum }, message: "must be equal to one of the allowed values", schema: schema31.oneOf[0].properties.version.enum, parentSchema: schema31.oneOf[0].properties.version, data: data0 };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.cipher_suite !== void 0) {
      let data1 = data.cipher_suite;
      if (typeof data1 !== "string") {
        const err2 = { instancePath: instancePath + "/cipher_suite", schemaPath: "#/oneOf/0/properties/cipher_suite/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.oneOf[0].properties.cipher_suite.type, parentSchema: schema31.oneOf[0].properties.cipher_suite, data: data1 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.negotiated_alpn !== void 0) {
      let data2 = data.negotiated_alpn;
      if (typeof data2 !== "string") {
        const err3 = { instancePath: instancePath + "/negotiated_alpn", schemaPath: "#/oneOf/0/properties/negotiated_alpn/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.oneOf[0].properties.negotiated_alpn.type, parentSchema: schema31.oneOf[0].properties.negotiated_alpn, data: data2 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.client_certificate !== void 0) {
      if (!validate60(data.client_certificate, { instancePath: instancePath + "/client_certificate", parentData: data, parentDataProperty: "client_certificate", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
        errors = vErrors.length;
      }
    }
    if (data.chain !== void 0) {
      let data4 = data.chain;
      if (!(data4 === "none" || data4 === "trusted" || data4 === "untrusted" || data4 === "expired" || data4 === "not-yet-valid" || data4 === "revoked" || data4 === "wrong-purpose" || data4 === "invalid")) {
        const err4 = { instancePath: instancePath + "/chain", schemaPath: "#/oneOf/0/properties/chain/enum", keyword: "enum", params: { allowedValues: schema31.oneOf[0].properties.chain.enum }, message: "must be equal to one of the allowed values", schema: schema31.oneOf[0].properties.chain.enum, parentSchema: schema31.oneOf[0].properties.chain, data: data4 };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.server_certificate !== void 0) {
      if (!validate60(data.server_certificate, { instancePath: instancePath + "/server_certificate", parentData: data, parentDataProperty: "server_certificate", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
        errors = vErrors.length;
      }
    }
    if (data.client_certificate !== void 0) {
      if (data.chain === void 0) {
        const err5 = { instancePath, schemaPath: "#/oneOf/0/dependentRequired", keyword: "dependentRequired", params: {
          property: "client_certificate",
          missingProperty: "chain",
          depsCount: 1,
          deps: "chain"
        }, message: "must have property chain when property client_certificate is present", schema: schema31.oneOf[0].dependentRequired, parentSchema: schema31.oneOf[0], data };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
  } else {
    const err6 = { instancePath, schemaPath: "#/oneOf/0/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.oneOf[0].type, parentSchema: schema31.oneOf[0], data };
    if (vErrors === null) {
      vErrors = [err6];
    } else {
      vErrors.push(err6);
    }
    errors++;
  }
  var _valid0 = _errs1 === errors;
  if (_valid0) {
    valid0 = true;
    passing0 = 0;
    var props0 = true;
  }
  const _errs12 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.error === void 0) {
      const err7 = { instancePath, schemaPath: "#/oneOf/1/required", keyword: "required", params: { missingProperty: "error" }, message: "must have required property 'error'", schema: schema31.oneOf[1].required, parentSchema: schema31.oneOf[1], data };
      if (vErrors === null) {
        vErrors = [err7];
      } else {
        vErrors.push(err7);
      }
      errors++;
    }
    for (const key1 in data) {
      if (!(key1 === "error")) {
        const err8 = { instancePath, schemaPath: "#/oneOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.oneOf[1], data };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
    }
    if (data.error !== void 0) {
      if (!validate80(data.error, { instancePath: instancePath + "/error", parentData: data, parentDataProperty: "error", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err9 = { instancePath, schemaPath: "#/oneOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.oneOf[1].type, parentSchema: schema31.oneOf[1], data };
    if (vErrors === null) {
      vErrors = [err9];
    } else {
      vErrors.push(err9);
    }
    errors++;
  }
  var _valid0 = _errs12 === errors;
  if (_valid0 && valid0) {
    valid0 = false;
    passing0 = [passing0, 1];
  } else {
    if (_valid0) {
      valid0 = true;
      passing0 = 1;
      if (props0 !== true) {
        props0 = true;
      }
    }
  }
  if (!valid0) {
    const err10 = { instancePath, schemaPath: "#/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 }, message: "must match exactly one schema in oneOf", schema: schema31.oneOf, parentSchema: schema31, data };
    if (vErrors === null) {
      vErrors = [err10];
    } else {
      vErrors.push(err10);
    }
    errors++;
  } else {
    errors = _errs0;
    if (vErrors !== null) {
      if (_errs0) {
        vErrors.length = _errs0;
      } else {
        vErrors = null;
      }
    }
  }
  validate77.errors = vErrors;
  evaluated0.props = props0;
  return errors === 0;
}
validate77.evaluated = { "dynamicProps": true, "dynamicItems": false };
function validate76(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate76.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  const _errs0 = errors;
  let valid0 = false;
  let passing0 = null;
  const _errs1 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data["terminate-tls"] === void 0) {
      const err0 = { instancePath, schemaPath: "#/oneOf/0/required", keyword: "required", params: { missingProperty: "terminate-tls" }, message: "must have required property 'terminate-tls'", schema: schema30.oneOf[0].required, parentSchema: schema30.oneOf[0], data };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "terminate-tls")) {
        const err1 = { instancePath, schemaPath: "#/oneOf/0/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema30.oneOf[0], data };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data["terminate-tls"] !== void 0) {
      if (!validate77(data["terminate-tls"], { instancePath: instancePath + "/terminate-tls", parentData: data, parentDataProperty: "terminate-tls", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate77.errors : vErrors.concat(validate77.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = { instancePath, schemaPath: "#/oneOf/0/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema30.oneOf[0].type, parentSchema: schema30.oneOf[0], data };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  var _valid0 = _errs1 === errors;
  if (_valid0) {
    valid0 = true;
    passing0 = 0;
    var props1 = true;
  }
  const _errs5 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data["forward-internal"] === void 0) {
      const err3 = { instancePath, schemaPath: "#/oneOf/1/required", keyword: "required", params: { missingProperty: "forward-internal" }, message: "must have required property 'forward-internal'", schema: schema30.oneOf[1].required, parentSchema: schema30.oneOf[1], data };
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    }
    for (const key1 in data) {
      if (!(key1 === "forward-internal")) {
        const err4 = { instancePath, schemaPath: "#/oneOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema30.oneOf[1], data };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data["forward-internal"] !== void 0) {
      let data1 = data["forward-internal"];
      if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
        for (const key2 in data1) {
          if (!(key2 === "error")) {
            const err5 = { instancePath: instancePath + "/forward-internal", schemaPath: "#/oneOf/1/properties/forward-internal/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties", schema: false, parentSchema: schema30.oneOf[1].properties["forward-internal"], data: data1 };
            if (vErrors === null) {
              vErrors = [err5];
            } else {
              vErrors.push(err5);
            }
            errors++;
          }
        }
        if (data1.error !== void 0) {
          if (!validate80(data1.error, { instancePath: instancePath + "/forward-internal/error", parentData: data1, parentDataProperty: "error", rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err6 = { instancePath: instancePath + "/forward-internal", schemaPath: "#/oneOf/1/properties/forward-internal/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema30.oneOf[1].properties["forward-internal"].type, parentSchema: schema30.oneOf[1].properties["forward-internal"], data: data1 };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
  } else {
    const err7 = { instancePath, schemaPath: "#/oneOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema30.oneOf[1].type, parentSchema: schema30.oneOf[1], data };
    if (vErrors === null) {
      vErrors = [err7];
    } else {
      vErrors.push(err7);
    }
    errors++;
  }
  var _valid0 = _errs5 === errors;
  if (_valid0 && valid0) {
    valid0 = false;
    passing0 = [passing0, 1];
  } else {
    if (_valid0) {
      valid0 = true;
      passing0 = 1;
      if (props1 !== true) {
        props1 = true;
      }
    }
  }
  if (!valid0) {
    const err8 = { instancePath, schemaPath: "#/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 }, message: "must match exactly one schema in oneOf", schema: schema30.oneOf, parentSchema: schema30, data };
    if (vErrors === null) {
      vErrors = [err8];
    } else {
      vErrors.push(err8);
    }
    errors++;
  } else {
    errors = _errs0;
    if (vErrors !== null) {
      if (_errs0) {
        vErrors.length = _errs0;
      } else {
        vErrors = null;
      }
    }
  }
  validate76.errors = vErrors;
  evaluated0.props = props1;
  return errors === 0;
}
validate76.evaluated = { "dynamicProps": true, "dynamicItems": false };
var schema33 = { "type": "object", "minProperties": 1, "additionalProperties": false, "properties": { "outcome": { "enum": ["continue", "deny", "close", "error", "forward"] }, "rule": { "$ref": "#/$defs/index" }, "action": { "$ref": "#/$defs/index" }, "url": { "type": "string" }, "steps": { "type": "array", "items": { "enum": ["client-hello", "terminate-tls", "forward-internal"] } }, "logs": { "type": "array", "items": { "type": "object", "required": ["metadata"], "additionalProperties": false, "properties": { "metadata": { "type": "object" } } } }, "vars": { "type": "object" }, "actions": { "type": "object" }, "error": { "type": "object", "additionalProperties": false, "properties": { "code": { "$ref": "#/$defs/slug" }, "ngrok": { "type": "string", "pattern": "^ERR_NGROK_[0-9]+$" } } }, "diagnostics": { "type": "array", "items": { "type": "object", "minProperties": 1, "additionalProperties": false, "properties": { "code": { "$ref": "#/$defs/slug" }, "severity": { "enum": ["error", "warning", "info"] }, "line": { "type": "integer", "minimum": 1 }, "column": { "type": "integer", "minimum": 1 }, "ngrok": { "type": "string", "pattern": "^ERR_NGROK_[0-9]+$" } } } } } };
var schema34 = { "type": "integer", "minimum": 0 };
function validate87(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate87.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (!(typeof data == "number" && (!(data % 1) && !isNaN(data)) && isFinite(data))) {
    const err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema34.type, parentSchema: schema34, data };
    if (vErrors === null) {
      vErrors = [err0];
    } else {
      vErrors.push(err0);
    }
    errors++;
  }
  if (typeof data == "number" && isFinite(data)) {
    if (data < 0 || isNaN(data)) {
      const err1 = { instancePath, schemaPath: "#/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: schema34, data };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
  }
  validate87.errors = vErrors;
  return errors === 0;
}
validate87.evaluated = { "dynamicProps": false, "dynamicItems": false };
var pattern7 = new RegExp("^ERR_NGROK_[0-9]+$", "u");
function validate86(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate86.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (Object.keys(data).length < 1) {
      const err0 = { instancePath, schemaPath: "#/minProperties", keyword: "minProperties", params: { limit: 1 }, message: "must NOT have fewer than 1 properties", schema: 1, parentSchema: schema33, data };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!func2.call(schema33.properties, key0)) {
        const err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema33, data };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.outcome !== void 0) {
      let data0 = data.outcome;
      if (!(data0 === "continue" || data0 === "deny" || data0 === "close" || data0 === "error" || data0 === "forward")) {
        const err2 = { instancePath: instancePath + "/outcome", schemaPath: "#/properties/outcome/enum", keyword: "enum", params: { allowedValues: schema33.properties.outcome.enum }, message: "must be equal to one of the allowed values", schema: schema33.properties.outcome.enum, parentSchema: schema33.properties.outcome, data: data0 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.rule !== void 0) {
      if (!validate87(data.rule, { instancePath: instancePath + "/rule", parentData: data, parentDataProperty: "rule", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate87.errors : vErrors.concat(validate87.errors);
        errors = vErrors.length;
      }
    }
    if (data.action !== void 0) {
      if (!validate87(data.action, { instancePath: instancePath + "/action", parentData: data, parentDataProperty: "action", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate87.errors : vErrors.concat(validate87.errors);
        errors = vErrors.length;
      }
    }
    if (data.url !== void 0) {
      let data3 = data.url;
      if (typeof data3 !== "string") {
        const err3 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema33.properties.url.type, parentSchema: schema33.properties.url, data: data3 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.steps !== void 0) {
      let data4 = data.steps;
      if (Array.isArray(data4)) {
        const len0 = data4.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data5 = data4[i0];
          if (!(data5 === "client-hello" || data5 === "terminate-tls" || data5 === "forward-internal")) {
            const err4 = { instancePath: instancePath + "/steps/" + i0, schemaPath: "#/properties/steps/items/enum", keyword: "enum", params: { allowedValues: schema33.properties.steps.items.enum }, message: "must be equal to one of the allowed values", schema: schema33.properties.steps.items.enum, parentSchema: schema33.properties.steps.items, data: data5 };
            if (vErrors === null) {
              vErrors = [err4];
            } else {
              vErrors.push(err4);
            }
            errors++;
          }
        }
      } else {
        const err5 = { instancePath: instancePath + "/steps", schemaPath: "#/properties/steps/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema33.properties.steps.type, parentSchema: schema33.properties.steps, data: data4 };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.logs !== void 0) {
      let data6 = data.logs;
      if (Array.isArray(data6)) {
        const len1 = data6.length;
        for (let i1 = 0; i1 < len1; i1++) {
          let data7 = data6[i1];
          if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
            if (data7.metadata === void 0) {
              const err6 = { instancePath: instancePath + "/logs/" + i1, schemaPath: "#/properties/logs/items/required", keyword: "required", params: { missingProperty: "metadata" }, message: "must have required property 'metadata'", schema: schema33.properties.logs.items.required, parentSchema: schema33.properties.logs.items, data: data7 };
              if (vErrors === null) {
                vErrors = [err6];
              } else {
                vErrors.push(err6);
              }
              errors++;
            }
            for (const key1 in data7) {
              if (!(key1 === "metadata")) {
                const err7 = { instancePath: instancePath + "/logs/" + i1, schemaPath: "#/properties/logs/items/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema33.properties.logs.items, data: data7 };
                if (vErrors === null) {
                  vErrors = [err7];
                } else {
                  vErrors.push(err7);
                }
                errors++;
              }
            }
            if (data7.metadata !== void 0) {
              let data8 = data7.metadata;
              if (!(data8 && typeof data8 == "object" && !Array.isArray(data8))) {
                const err8 = { instancePath: instancePath + "/logs/" + i1 + "/metadata", schemaPath: "#/properties/logs/items/properties/metadata/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema33.properties.logs.items.properties.metadata.type, parentSchema: schema33.properties.logs.items.properties.metadata, data: data8 };
                if (vErrors === null) {
                  vErrors = [err8];
                } else {
                  vErrors.push(err8);
                }
                errors++;
              }
            }
          } else {
            const err9 = { instancePath: instancePath + "/logs/" + i1, schemaPath: "#/properties/logs/items/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema33.properties.logs.items.type, parentSchema: schema33.properties.logs.items, data: data7 };
            if (vErrors === null) {
              vErrors = [err9];
            } else {
              vErrors.push(err9);
            }
            errors++;
          }
        }
      } else {
        const err10 = { instancePath: instancePath + "/logs", schemaPath: "#/properties/logs/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema33.properties.logs.type, parentSchema: schema33.properties.logs, data: data6 };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
    }
    if (data.vars !== void 0) {
      let data9 = data.vars;
      if (!(data9 && typeof data9 == "object" && !Array.isArray(data9))) {
        const err11 = { instancePath: instancePath + "/vars", schemaPath: "#/properties/vars/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema33.properties.vars.type, parentSchema: schema33.properties.vars, data: data9 };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
    if (data.actions !== void 0) {
      let data10 = data.actions;
      if (!(data10 && typeof data10 == "object" && !Array.isArray(data10))) {
        const err12 = { instancePath: instancePath + "/actions", schemaPath: "#/properties/actions/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema33.properties.actions.type, parentSchema: schema33.properties.actions, data: data10 };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.error !== void 0) {
      let data11 = data.error;
      if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
        for (const key2 in data11) {
          if (!(key2 === "code" || key2 === "ngrok")) {
            const err13 = { instancePath: instancePath + "/error", schemaPath: "#/properties/error/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties", schema: false, parentSchema: schema33.properties.error, data: data11 };
            if (vErrors === null) {
              vErrors = [err13];
            } else {
              vErrors.push(err13);
            }
            errors++;
          }
        }
        if (data11.code !== void 0) {
          if (!validate53(data11.code, { instancePath: instancePath + "/error/code", parentData: data11, parentDataProperty: "code", rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
            errors = vErrors.length;
          }
        }
        if (data11.ngrok !== void 0) {
          let data13 = data11.ngrok;
          if (typeof data13 === "string") {
            if (!pattern7.test(data13)) {
              const err14 = { instancePath: instancePath + "/error/ngrok", schemaPath: "#/properties/error/properties/ngrok/pattern", keyword: "pattern", params: { pattern: "^ERR_NGROK_[0-9]+$" }, message: 'must match pattern "^ERR_NGROK_[0-9]+$"', schema: "^ERR_NGROK_[0-9]+$", parentSchema: schema33.properties.error.properties.ngrok, data: data13 };
              if (vErrors === null) {
                vErrors = [err14];
              } else {
                vErrors.push(err14);
              }
              errors++;
            }
          } else {
            const err15 = { instancePath: instancePath + "/error/ngrok", schemaPath: "#/properties/error/properties/ngrok/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema33.properties.error.properties.ngrok.type, parentSchema: schema33.properties.error.properties.ngrok, data: data13 };
            if (vErrors === null) {
              vErrors = [err15];
            } else {
              vErrors.push(err15);
            }
            errors++;
          }
        }
      } else {
        const err16 = { instancePath: instancePath + "/error", schemaPath: "#/properties/error/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema33.properties.error.type, parentSchema: schema33.properties.error, data: data11 };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
    if (data.diagnostics !== void 0) {
      let data14 = data.diagnostics;
      if (Array.isArray(data14)) {
        const len2 = data14.length;
        for (let i2 = 0; i2 < len2; i2++) {
          let data15 = data14[i2];
          if (data15 && typeof data15 == "object" && !Array.isArray(data15)) {
            if (Object.keys(data15).length < 1) {
              const err17 = { instancePath: instancePath + "/diagnostics/" + i2, schemaPath: "#/properties/diagnostics/items/minProperties", keyword: "minProperties", params: { limit: 1 }, message: "must NOT have fewer than 1 properties", schema: 1, parentSchema: schema33.properties.diagnostics.items, data: data15 };
              if (vErrors === null) {
                vErrors = [err17];
              } else {
                vErrors.push(err17);
              }
              errors++;
            }
            for (const key3 in data15) {
              if (!(key3 === "code" || key3 === "severity" || key3 === "line" || key3 === "column" || key3 === "ngrok")) {
                const err18 = { instancePath: instancePath + "/diagnostics/" + i2, schemaPath: "#/properties/diagnostics/items/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key3 }, message: "must NOT have additional properties", schema: false, parentSchema: schema33.properties.diagnostics.items, data: data15 };
                if (vErrors === null) {
                  vErrors = [err18];
                } else {
                  vErrors.push(err18);
                }
                errors++;
              }
            }
            if (data15.code !== void 0) {
              if (!validate53(data15.code, { instancePath: instancePath + "/diagnostics/" + i2 + "/code", parentData: data15, parentDataProperty: "code", rootData, dynamicAnchors })) {
                vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
                errors = vErrors.length;
              }
            }
            if (data15.severity !== void 0) {
              let data17 = data15.severity;
              if (!(data17 === "error" || data17 === "warning" || data17 === "info")) {
                const err19 = { instancePath: instancePath + "/diagnostics/" + i2 + "/severity", schemaPath: "#/properties/diagnostics/items/properties/severity/enum", keyword: "enum", params: { allowedValues: schema33.properties.diagnostics.items.properties.severity.enum }, message: "must be equal to one of the allowed values", schema: schema33.properties.diagnostics.items.properties.severity.enum, parentSchema: schema33.properties.diagnostics.items.properties.severity, data: data17 };
                if (vErrors === null) {
                  vErrors = [err19];
                } else {
                  vErrors.push(err19);
                }
                errors++;
              }
            }
            if (data15.line !== void 0) {
              let data18 = data15.line;
              if (!(typeof data18 == "number" && (!(data18 % 1) && !isNaN(data18)) && isFinite(data18))) {
                const err20 = { instancePath: instancePath + "/diagnostics/" + i2 + "/line", schemaPath: "#/properties/diagnostics/items/properties/line/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema33.properties.diagnostics.items.properties.line.type, parentSchema: schema33.properties.diagnostics.items.properties.line, data: data18 };
                if (vErrors === null) {
                  vErrors = [err20];
                } else {
                  vErrors.push(err20);
                }
                errors++;
              }
              if (typeof data18 == "number" && isFinite(data18)) {
                if (data18 < 1 || isNaN(data18)) {
                  const err21 = { instancePath: instancePath + "/diagnostics/" + i2 + "/line", schemaPath: "#/properties/diagnostics/items/properties/line/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema33.properties.diagnostics.items.properties.line, data: data18 };
                  if (vErrors === null) {
                    vErrors = [err21];
                  } else {
                    vErrors.push(err21);
                  }
                  errors++;
                }
              }
            }
            if (data15.column !== void 0) {
              let data19 = data15.column;
              if (!(typeof data19 == "number" && (!(data19 % 1) && !isNaN(data19)) && isFinite(data19))) {
                const err22 = { instancePath: instancePath + "/diagnostics/" + i2 + "/column", schemaPath: "#/properties/diagnostics/items/properties/column/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema33.properties.diagnostics.items.properties.column.type, parentSchema: schema33.properties.diagnostics.items.properties.column, data: data19 };
                if (vErrors === null) {
                  vErrors = [err22];
                } else {
                  vErrors.push(err22);
                }
                errors++;
              }
              if (typeof data19 == "number" && isFinite(data19)) {
                if (data19 < 1 || isNaN(data19)) {
                  const err23 = { instancePath: instancePath + "/diagnostics/" + i2 + "/column", schemaPath: "#/properties/diagnostics/items/properties/column/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema33.properties.diagnostics.items.properties.column, data: data19 };
                  if (vErrors === null) {
                    vErrors = [err23];
                  } else {
                    vErrors.push(err23);
                  }
                  errors++;
                }
              }
            }
            if (data15.ngrok !== void 0) {
              let data20 = data15.ngrok;
              if (typeof data20 === "string") {
                if (!pattern7.test(data20)) {
                  const err24 = { instancePath: instancePath + "/diagnostics/" + i2 + "/ngrok", schemaPath: "#/properties/diagnostics/items/properties/ngrok/pattern", keyword: "pattern", params: { pattern: "^ERR_NGROK_[0-9]+$" }, message: 'must match pattern "^ERR_NGROK_[0-9]+$"', schema: "^ERR_NGROK_[0-9]+$", parentSchema: schema33.properties.diagnostics.items.properties.ngrok, data: data20 };
                  if (vErrors === null) {
                    vErrors = [err24];
                  } else {
                    vErrors.push(err24);
                  }
                  errors++;
                }
              } else {
                const err25 = { instancePath: instancePath + "/diagnostics/" + i2 + "/ngrok", schemaPath: "#/properties/diagnostics/items/properties/ngrok/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema33.properties.diagnostics.items.properties.ngrok.type, parentSchema: schema33.properties.diagnostics.items.properties.ngrok, data: data20 };
                if (vErrors === null) {
                  vErrors = [err25];
                } else {
                  vErrors.push(err25);
                }
                errors++;
              }
            }
          } else {
            const err26 = { instancePath: instancePath + "/diagnostics/" + i2, schemaPath: "#/properties/diagnostics/items/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema33.properties.diagnostics.items.type, parentSchema: schema33.properties.diagnostics.items, data: data15 };
            if (vErrors === null) {
              vErrors = [err26];
            } else {
              vErrors.push(err26);
            }
            errors++;
          }
        }
      } else {
        const err27 = { instancePath: instancePath + "/diagnostics", schemaPath: "#/properties/diagnostics/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema33.properties.diagnostics.type, parentSchema: schema33.properties.diagnostics, data: data14 };
        if (vErrors === null) {
          vErrors = [err27];
        } else {
          vErrors.push(err27);
        }
        errors++;
      }
    }
  } else {
    const err28 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema33.type, parentSchema: schema33, data };
    if (vErrors === null) {
      vErrors = [err28];
    } else {
      vErrors.push(err28);
    }
    errors++;
  }
  validate86.errors = vErrors;
  return errors === 0;
}
validate86.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate55(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate55.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  const _errs1 = errors;
  let valid0 = false;
  let passing0 = null;
  const _errs2 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.policy === void 0) {
      const err0 = { instancePath, schemaPath: "#/oneOf/0/required", keyword: "required", params: { missingProperty: "policy" }, message: "must have required property 'policy'", schema: schema21.oneOf[0].required, parentSchema: schema21.oneOf[0], data };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
  }
  var _valid0 = _errs2 === errors;
  if (_valid0) {
    valid0 = true;
    passing0 = 0;
  }
  const _errs3 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.policy_file === void 0) {
      const err1 = { instancePath, schemaPath: "#/oneOf/1/required", keyword: "required", params: { missingProperty: "policy_file" }, message: "must have required property 'policy_file'", schema: schema21.oneOf[1].required, parentSchema: schema21.oneOf[1], data };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
  }
  var _valid0 = _errs3 === errors;
  if (_valid0 && valid0) {
    valid0 = false;
    passing0 = [passing0, 1];
  } else {
    if (_valid0) {
      valid0 = true;
      passing0 = 1;
    }
  }
  if (!valid0) {
    const err2 = { instancePath, schemaPath: "#/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 }, message: "must match exactly one schema in oneOf", schema: schema21.oneOf, parentSchema: schema21, data };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  } else {
    errors = _errs1;
    if (vErrors !== null) {
      if (_errs1) {
        vErrors.length = _errs1;
      } else {
        vErrors = null;
      }
    }
  }
  const _errs4 = errors;
  let valid1 = true;
  const _errs5 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    let missing0;
    if (data.mode === void 0 && (missing0 = "mode")) {
      const err3 = {};
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    } else {
      if (data.mode !== void 0) {
        if ("check" !== data.mode) {
          const err4 = {};
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
      }
    }
  }
  var _valid1 = _errs5 === errors;
  errors = _errs4;
  if (vErrors !== null) {
    if (_errs4) {
      vErrors.length = _errs4;
    } else {
      vErrors = null;
    }
  }
  if (_valid1) {
    const _errs7 = errors;
    if (data && typeof data == "object" && !Array.isArray(data)) {
      if (data.endpoint !== void 0) {
        const err5 = { instancePath: instancePath + "/endpoint", schemaPath: "#/then/properties/endpoint/false schema", keyword: "false schema", params: {}, message: "boolean schema is false", schema: false, parentSchema: schema21.then.properties.endpoint, data: data.endpoint };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
      if (data.effects !== void 0) {
        const err6 = { instancePath: instancePath + "/effects", schemaPath: "#/then/properties/effects/false schema", keyword: "false schema", params: {}, message: "boolean schema is false", schema: false, parentSchema: schema21.then.properties.effects, data: data.effects };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
      if (data.connection !== void 0) {
        let data3 = data.connection;
        if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
          if (Object.keys(data3).length > 1) {
            const err7 = { instancePath: instancePath + "/connection", schemaPath: "#/then/properties/connection/maxProperties", keyword: "maxProperties", params: { limit: 1 }, message: "must NOT have more than 1 properties", schema: 1, parentSchema: schema21.then.properties.connection, data: data3 };
            if (vErrors === null) {
              vErrors = [err7];
            } else {
              vErrors.push(err7);
            }
            errors++;
          }
          if (data3.now === void 0) {
            const err8 = { instancePath: instancePath + "/connection", schemaPath: "#/then/properties/connection/required", keyword: "required", params: { missingProperty: "now" }, message: "must have required property 'now'", schema: schema21.then.properties.connection.required, parentSchema: schema21.then.properties.connection, data: data3 };
            if (vErrors === null) {
              vErrors = [err8];
            } else {
              vErrors.push(err8);
            }
            errors++;
          }
        } else {
          const err9 = { instancePath: instancePath + "/connection", schemaPath: "#/then/properties/connection/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema21.then.properties.connection.type, parentSchema: schema21.then.properties.connection, data: data3 };
          if (vErrors === null) {
            vErrors = [err9];
          } else {
            vErrors.push(err9);
          }
          errors++;
        }
      }
      if (data.expect !== void 0) {
        let data4 = data.expect;
        if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
          if (Object.keys(data4).length > 1) {
            const err10 = { instancePath: instancePath + "/expect", schemaPath: "#/then/properties/expect/maxProperties", keyword: "maxProperties", params: { limit: 1 }, message: "must NOT have more than 1 properties", schema: 1, parentSchema: schema21.then.properties.expect, data: data4 };
            if (vErrors === null) {
              vErrors = [err10];
            } else {
              vErrors.push(err10);
            }
            errors++;
          }
          if (data4.diagnostics === void 0) {
            const err11 = { instancePath: instancePath + "/expect", schemaPath: "#/then/properties/expect/required", keyword: "required", params: { missingProperty: "diagnostics" }, message: "must have required property 'diagnostics'", schema: schema21.then.properties.expect.required, parentSchema: schema21.then.properties.expect, data: data4 };
            if (vErrors === null) {
              vErrors = [err11];
            } else {
              vErrors.push(err11);
            }
            errors++;
          }
        } else {
          const err12 = { instancePath: instancePath + "/expect", schemaPath: "#/then/properties/expect/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema21.then.properties.expect.type, parentSchema: schema21.then.properties.expect, data: data4 };
          if (vErrors === null) {
            vErrors = [err12];
          } else {
            vErrors.push(err12);
          }
          errors++;
        }
      }
    }
    var _valid1 = _errs7 === errors;
    valid1 = _valid1;
    if (valid1) {
      var props0 = {};
      props0.endpoint = true;
      props0.effects = true;
      props0.connection = true;
      props0.expect = true;
      props0.mode = true;
    }
  }
  if (!valid1) {
    const err13 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: "then" }, message: 'must match "then" schema', schema: schema21.if, parentSchema: schema21, data };
    if (vErrors === null) {
      vErrors = [err13];
    } else {
      vErrors.push(err13);
    }
    errors++;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.id === void 0) {
      const err14 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" }, message: "must have required property 'id'", schema: schema21.required, parentSchema: schema21, data };
      if (vErrors === null) {
        vErrors = [err14];
      } else {
        vErrors.push(err14);
      }
      errors++;
    }
    if (data.expect === void 0) {
      const err15 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "expect" }, message: "must have required property 'expect'", schema: schema21.required, parentSchema: schema21, data };
      if (vErrors === null) {
        vErrors = [err15];
      } else {
        vErrors.push(err15);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!func2.call(schema21.properties, key0)) {
        const err16 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema21, data };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
    if (data.id !== void 0) {
      let data5 = data.id;
      if (typeof data5 === "string") {
        if (!pattern4.test(data5)) {
          const err17 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$" }, message: 'must match pattern "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$"', schema: "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", parentSchema: schema21.properties.id, data: data5 };
          if (vErrors === null) {
            vErrors = [err17];
          } else {
            vErrors.push(err17);
          }
          errors++;
        }
      } else {
        const err18 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema21.properties.id.type, parentSchema: schema21.properties.id, data: data5 };
        if (vErrors === null) {
          vErrors = [err18];
        } else {
          vErrors.push(err18);
        }
        errors++;
      }
    }
    if (data.description !== void 0) {
      let data6 = data.description;
      if (typeof data6 === "string") {
        if (func1(data6) < 1) {
          const err19 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: schema21.properties.description, data: data6 };
          if (vErrors === null) {
            vErrors = [err19];
          } else {
            vErrors.push(err19);
          }
          errors++;
        }
      } else {
        const err20 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema21.properties.description.type, parentSchema: schema21.properties.description, data: data6 };
        if (vErrors === null) {
          vErrors = [err20];
        } else {
          vErrors.push(err20);
        }
        errors++;
      }
    }
    if (data.spec !== void 0) {
      let data7 = data.spec;
      if (typeof data7 === "string") {
        if (func1(data7) < 1) {
          const err21 = { instancePath: instancePath + "/spec", schemaPath: "#/properties/spec/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: schema21.properties.spec, data: data7 };
          if (vErrors === null) {
            vErrors = [err21];
          } else {
            vErrors.push(err21);
          }
          errors++;
        }
      } else {
        const err22 = { instancePath: instancePath + "/spec", schemaPath: "#/properties/spec/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema21.properties.spec.type, parentSchema: schema21.properties.spec, data: data7 };
        if (vErrors === null) {
          vErrors = [err22];
        } else {
          vErrors.push(err22);
        }
        errors++;
      }
    }
    if (data.tags !== void 0) {
      let data8 = data.tags;
      if (Array.isArray(data8)) {
        const len0 = data8.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data9 = data8[i0];
          if (typeof data9 !== "string") {
            const err23 = { instancePath: instancePath + "/tags/" + i0, schemaPath: "#/properties/tags/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema21.properties.tags.items.type, parentSchema: schema21.properties.tags.items, data: data9 };
            if (vErrors === null) {
              vErrors = [err23];
            } else {
              vErrors.push(err23);
            }
            errors++;
          }
          if (!validate53(data9, { instancePath: instancePath + "/tags/" + i0, parentData: data8, parentDataProperty: i0, rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
            errors = vErrors.length;
          }
        }
        let i1 = data8.length;
        let j0;
        if (i1 > 1) {
          const indices0 = {};
          for (; i1--; ) {
            let item0 = data8[i1];
            if (typeof item0 !== "string") {
              continue;
            }
            if (typeof indices0[item0] == "number") {
              j0 = indices0[item0];
              const err24 = { instancePath: instancePath + "/tags", schemaPath: "#/properties/tags/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 }, message: "must NOT have duplicate items (items ## " + j0 + " and " + i1 + " are identical)", schema: true, parentSchema: schema21.properties.tags, data: data8 };
              if (vErrors === null) {
                vErrors = [err24];
              } else {
                vErrors.push(err24);
              }
              errors++;
              break;
            }
            indices0[item0] = i1;
          }
        }
      } else {
        const err25 = { instancePath: instancePath + "/tags", schemaPath: "#/properties/tags/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema21.properties.tags.type, parentSchema: schema21.properties.tags, data: data8 };
        if (vErrors === null) {
          vErrors = [err25];
        } else {
          vErrors.push(err25);
        }
        errors++;
      }
    }
    if (data.mode !== void 0) {
      let data10 = data.mode;
      if (!(data10 === "run" || data10 === "check")) {
        const err26 = { instancePath: instancePath + "/mode", schemaPath: "#/properties/mode/enum", keyword: "enum", params: { allowedValues: schema21.properties.mode.enum }, message: "must be equal to one of the allowed values", schema: schema21.properties.mode.enum, parentSchema: schema21.properties.mode, data: data10 };
        if (vErrors === null) {
          vErrors = [err26];
        } else {
          vErrors.push(err26);
        }
        errors++;
      }
    }
    if (data.policy !== void 0) {
      let data11 = data.policy;
      const _errs25 = errors;
      let valid8 = false;
      let passing1 = null;
      const _errs26 = errors;
      if (typeof data11 !== "string") {
        const err27 = { instancePath: instancePath + "/policy", schemaPath: "#/properties/policy/oneOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema21.properties.policy.oneOf[0].type, parentSchema: schema21.properties.policy.oneOf[0], data: data11 };
        if (vErrors === null) {
          vErrors = [err27];
        } else {
          vErrors.push(err27);
        }
        errors++;
      }
      var _valid2 = _errs26 === errors;
      if (_valid2) {
        valid8 = true;
        passing1 = 0;
      }
      const _errs28 = errors;
      if (Array.isArray(data11)) {
        if (data11.length > 8) {
          const err28 = { instancePath: instancePath + "/policy", schemaPath: "#/properties/policy/oneOf/1/maxItems", keyword: "maxItems", params: { limit: 8 }, message: "must NOT have more than 8 items", schema: 8, parentSchema: schema21.properties.policy.oneOf[1], data: data11 };
          if (vErrors === null) {
            vErrors = [err28];
          } else {
            vErrors.push(err28);
          }
          errors++;
        }
        if (data11.length < 1) {
          const err29 = { instancePath: instancePath + "/policy", schemaPath: "#/properties/policy/oneOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: schema21.properties.policy.oneOf[1], data: data11 };
          if (vErrors === null) {
            vErrors = [err29];
          } else {
            vErrors.push(err29);
          }
          errors++;
        }
        const len1 = data11.length;
        for (let i2 = 0; i2 < len1; i2++) {
          let data12 = data11[i2];
          const _errs31 = errors;
          let valid11 = false;
          let passing2 = null;
          const _errs32 = errors;
          if (typeof data12 !== "string") {
            const err30 = { instancePath: instancePath + "/policy/" + i2, schemaPath: "#/properties/policy/oneOf/1/items/oneOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema21.properties.policy.oneOf[1].items.oneOf[0].type, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[0], data: data12 };
            if (vErrors === null) {
              vErrors = [err30];
            } else {
              vErrors.push(err30);
            }
            errors++;
          }
          var _valid3 = _errs32 === errors;
          if (_valid3) {
            valid11 = true;
            passing2 = 0;
          }
          const _errs34 = errors;
          if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
            if (data12.repeat === void 0) {
              const err31 = { instancePath: instancePath + "/policy/" + i2, schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/required", keyword: "required", params: { missingProperty: "repeat" }, message: "must have required property 'repeat'", schema: schema21.properties.policy.oneOf[1].items.oneOf[1].required, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1], data: data12 };
              if (vErrors === null) {
                vErrors = [err31];
              } else {
                vErrors.push(err31);
              }
              errors++;
            }
            if (data12.times === void 0) {
              const err32 = { instancePath: instancePath + "/policy/" + i2, schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/required", keyword: "required", params: { missingProperty: "times" }, message: "must have required property 'times'", schema: schema21.properties.policy.oneOf[1].items.oneOf[1].required, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1], data: data12 };
              if (vErrors === null) {
                vErrors = [err32];
              } else {
                vErrors.push(err32);
              }
              errors++;
            }
            for (const key1 in data12) {
              if (!(key1 === "repeat" || key1 === "times")) {
                const err33 = { instancePath: instancePath + "/policy/" + i2, schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1], data: data12 };
                if (vErrors === null) {
                  vErrors = [err33];
                } else {
                  vErrors.push(err33);
                }
                errors++;
              }
            }
            if (data12.repeat !== void 0) {
              let data13 = data12.repeat;
              if (typeof data13 === "string") {
                if (func1(data13) > 64) {
                  const err34 = { instancePath: instancePath + "/policy/" + i2 + "/repeat", schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/properties/repeat/maxLength", keyword: "maxLength", params: { limit: 64 }, message: "must NOT have more than 64 characters", schema: 64, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1].properties.repeat, data: data13 };
                  if (vErrors === null) {
                    vErrors = [err34];
                  } else {
                    vErrors.push(err34);
                  }
                  errors++;
                }
                if (func1(data13) < 1) {
                  const err35 = { instancePath: instancePath + "/policy/" + i2 + "/repeat", schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/properties/repeat/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1].properties.repeat, data: data13 };
                  if (vErrors === null) {
                    vErrors = [err35];
                  } else {
                    vErrors.push(err35);
                  }
                  errors++;
                }
              } else {
                const err36 = { instancePath: instancePath + "/policy/" + i2 + "/repeat", schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/properties/repeat/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema21.properties.policy.oneOf[1].items.oneOf[1].properties.repeat.type, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1].properties.repeat, data: data13 };
                if (vErrors === null) {
                  vErrors = [err36];
                } else {
                  vErrors.push(err36);
                }
                errors++;
              }
            }
            if (data12.times !== void 0) {
              let data14 = data12.times;
              if (!(typeof data14 == "number" && (!(data14 % 1) && !isNaN(data14)) && isFinite(data14))) {
                const err37 = { instancePath: instancePath + "/policy/" + i2 + "/times", schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/properties/times/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema21.properties.policy.oneOf[1].items.oneOf[1].properties.times.type, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1].properties.times, data: data14 };
                if (vErrors === null) {
                  vErrors = [err37];
                } else {
                  vErrors.push(err37);
                }
                errors++;
              }
              if (typeof data14 == "number" && isFinite(data14)) {
                if (data14 > 5e5 || isNaN(data14)) {
                  const err38 = { instancePath: instancePath + "/policy/" + i2 + "/times", schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/properties/times/maximum", keyword: "maximum", params: { comparison: "<=", limit: 5e5 }, message: "must be <= 500000", schema: 5e5, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1].properties.times, data: data14 };
                  if (vErrors === null) {
                    vErrors = [err38];
                  } else {
                    vErrors.push(err38);
                  }
                  errors++;
                }
                if (data14 < 1 || isNaN(data14)) {
                  const err39 = { instancePath: instancePath + "/policy/" + i2 + "/times", schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/properties/times/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1].properties.times, data: data14 };
                  if (vErrors === null) {
                    vErrors = [err39];
                  } else {
                    vErrors.push(err39);
                  }
                  errors++;
                }
              }
            }
          } else {
            const err40 = { instancePath: instancePath + "/policy/" + i2, schemaPath: "#/properties/policy/oneOf/1/items/oneOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema21.properties.policy.oneOf[1].items.oneOf[1].type, parentSchema: schema21.properties.policy.oneOf[1].items.oneOf[1], data: data12 };
            if (vErrors === null) {
              vErrors = [err40];
            } else {
              vErrors.push(err40);
            }
            errors++;
          }
          var _valid3 = _errs34 === errors;
          if (_valid3 && valid11) {
            valid11 = false;
            passing2 = [passing2, 1];
          } else {
            if (_valid3) {
              valid11 = true;
              passing2 = 1;
            }
          }
          if (!valid11) {
            const err41 = { instancePath: instancePath + "/policy/" + i2, schemaPath: "#/properties/policy/oneOf/1/items/oneOf", keyword: "oneOf", params: { passingSchemas: passing2 }, message: "must match exactly one schema in oneOf", schema: schema21.properties.policy.oneOf[1].items.oneOf, parentSchema: schema21.properties.policy.oneOf[1].items, data: data12 };
            if (vErrors === null) {
              vErrors = [err41];
            } else {
              vErrors.push(err41);
            }
            errors++;
          } else {
            errors = _errs31;
            if (vErrors !== null) {
              if (_errs31) {
                vErrors.length = _errs31;
              } else {
                vErrors = null;
              }
            }
          }
        }
      } else {
        const err42 = { instancePath: instancePath + "/policy", schemaPath: "#/properties/policy/oneOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema21.properties.policy.oneOf[1].type, parentSchema: schema21.properties.policy.oneOf[1], data: data11 };
        if (vErrors === null) {
          vErrors = [err42];
        } else {
          vErrors.push(err42);
        }
        errors++;
      }
      var _valid2 = _errs28 === errors;
      if (_valid2 && valid8) {
        valid8 = false;
        passing1 = [passing1, 1];
      } else {
        if (_valid2) {
          valid8 = true;
          passing1 = 1;
        }
      }
      if (!valid8) {
        const err43 = { instancePath: instancePath + "/policy", schemaPath: "#/properties/policy/oneOf", keyword: "oneOf", params: { passingSchemas: passing1 }, message: "must match exactly one schema in oneOf", schema: schema21.properties.policy.oneOf, parentSchema: schema21.properties.policy, data: data11 };
        if (vErrors === null) {
          vErrors = [err43];
        } else {
          vErrors.push(err43);
        }
        errors++;
      } else {
        errors = _errs25;
        if (vErrors !== null) {
          if (_errs25) {
            vErrors.length = _errs25;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.policy_file !== void 0) {
      let data15 = data.policy_file;
      if (typeof data15 === "string") {
        if (func1(data15) < 1) {
          const err44 = { instancePath: instancePath + "/policy_file", schemaPath: "#/properties/policy_file/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: schema21.properties.policy_file, data: data15 };
          if (vErrors === null) {
            vErrors = [err44];
          } else {
            vErrors.push(err44);
          }
          errors++;
        }
      } else {
        const err45 = { instancePath: instancePath + "/policy_file", schemaPath: "#/properties/policy_file/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema21.properties.policy_file.type, parentSchema: schema21.properties.policy_file, data: data15 };
        if (vErrors === null) {
          vErrors = [err45];
        } else {
          vErrors.push(err45);
        }
        errors++;
      }
    }
    if (data.protocol !== void 0) {
      let data16 = data.protocol;
      if (!(data16 === "tcp" || data16 === "tls")) {
        const err46 = { instancePath: instancePath + "/protocol", schemaPath: "#/properties/protocol/enum", keyword: "enum", params: { allowedValues: schema21.properties.protocol.enum }, message: "must be equal to one of the allowed values", schema: schema21.properties.protocol.enum, parentSchema: schema21.properties.protocol, data: data16 };
        if (vErrors === null) {
          vErrors = [err46];
        } else {
          vErrors.push(err46);
        }
        errors++;
      }
    }
    if (data.endpoint !== void 0) {
      if (!validate57(data.endpoint, { instancePath: instancePath + "/endpoint", parentData: data, parentDataProperty: "endpoint", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
        errors = vErrors.length;
      }
    }
    if (data.resources !== void 0) {
      if (!validate59(data.resources, { instancePath: instancePath + "/resources", parentData: data, parentDataProperty: "resources", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.connection !== void 0) {
      if (!validate63(data.connection, { instancePath: instancePath + "/connection", parentData: data, parentDataProperty: "connection", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
        errors = vErrors.length;
      }
    }
    if (data.effects !== void 0) {
      let data20 = data.effects;
      if (Array.isArray(data20)) {
        const len2 = data20.length;
        for (let i3 = 0; i3 < len2; i3++) {
          if (!validate76(data20[i3], { instancePath: instancePath + "/effects/" + i3, parentData: data20, parentDataProperty: i3, rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err47 = { instancePath: instancePath + "/effects", schemaPath: "#/properties/effects/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema21.properties.effects.type, parentSchema: schema21.properties.effects, data: data20 };
        if (vErrors === null) {
          vErrors = [err47];
        } else {
          vErrors.push(err47);
        }
        errors++;
      }
    }
    if (data.expect !== void 0) {
      if (!validate86(data.expect, { instancePath: instancePath + "/expect", parentData: data, parentDataProperty: "expect", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate86.errors : vErrors.concat(validate86.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err48 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema21.type, parentSchema: schema21, data };
    if (vErrors === null) {
      vErrors = [err48];
    } else {
      vErrors.push(err48);
    }
    errors++;
  }
  validate55.errors = vErrors;
  return errors === 0;
}
validate55.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate52(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  ;
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate52.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.topic === void 0) {
      const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "topic" }, message: "must have required property 'topic'", schema: schema19.required, parentSchema: schema19, data };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.vectors === void 0) {
      const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "vectors" }, message: "must have required property 'vectors'", schema: schema19.required, parentSchema: schema19, data };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "$schema" || key0 === "topic" || key0 === "description" || key0 === "vectors")) {
        const err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema19, data };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.$schema !== void 0) {
      let data0 = data.$schema;
      if (typeof data0 !== "string") {
        const err3 = { instancePath: instancePath + "/$schema", schemaPath: "#/properties/%24schema/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema19.properties.$schema.type, parentSchema: schema19.properties.$schema, data: data0 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.topic !== void 0) {
      if (!validate53(data.topic, { instancePath: instancePath + "/topic", parentData: data, parentDataProperty: "topic", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
        errors = vErrors.length;
      }
    }
    if (data.description !== void 0) {
      let data2 = data.description;
      if (typeof data2 === "string") {
        if (func1(data2) < 1) {
          const err4 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: schema19.properties.description, data: data2 };
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
      } else {
        const err5 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema19.properties.description.type, parentSchema: schema19.properties.description, data: data2 };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.vectors !== void 0) {
      let data3 = data.vectors;
      if (Array.isArray(data3)) {
        const len0 = data3.length;
        for (let i0 = 0; i0 < len0; i0++) {
          if (!validate55(data3[i0], { instancePath: instancePath + "/vectors/" + i0, parentData: data3, parentDataProperty: i0, rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate55.errors : vErrors.concat(validate55.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err6 = { instancePath: instancePath + "/vectors", schemaPath: "#/properties/vectors/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema19.properties.vectors.type, parentSchema: schema19.properties.vectors, data: data3 };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
  } else {
    const err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema19.type, parentSchema: schema19, data };
    if (vErrors === null) {
      vErrors = [err7];
    } else {
      vErrors.push(err7);
    }
    errors++;
  }
  validate52.errors = vErrors;
  return errors === 0;
}
validate52.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
var connectionFile = validate94;
var schema35 = { "$id": "urn:sluice:test-vectors:1:connection-file", "type": "object", "properties": { "protocol": { "$ref": "urn:sluice:test-vectors:1#/$defs/vector/properties/protocol" }, "endpoint": { "$ref": "urn:sluice:test-vectors:1#/$defs/vector/properties/endpoint" }, "resources": { "$ref": "urn:sluice:test-vectors:1#/$defs/vector/properties/resources" }, "connection": { "$ref": "urn:sluice:test-vectors:1#/$defs/vector/properties/connection" }, "effects": { "$ref": "urn:sluice:test-vectors:1#/$defs/vector/properties/effects" } }, "additionalProperties": false };
var schema36 = { "enum": ["tcp", "tls"] };
function validate95(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate95.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (!(data === "tcp" || data === "tls")) {
    const err0 = { instancePath, schemaPath: "#/enum", keyword: "enum", params: { allowedValues: schema36.enum }, message: "must be equal to one of the allowed values", schema: schema36.enum, parentSchema: schema36, data };
    if (vErrors === null) {
      vErrors = [err0];
    } else {
      vErrors.push(err0);
    }
    errors++;
  }
  validate95.errors = vErrors;
  return errors === 0;
}
validate95.evaluated = { "dynamicProps": false, "dynamicItems": false };
function validate97(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate97.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "url" || key0 === "id" || key0 === "upstream")) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema22, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.url !== void 0) {
      let data0 = data.url;
      if (typeof data0 === "string") {
        if (!pattern5.test(data0)) {
          const err1 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/pattern", keyword: "pattern", params: { pattern: "^(tcp|tls)://" }, message: 'must match pattern "^(tcp|tls)://"', schema: "^(tcp|tls)://", parentSchema: schema22.properties.url, data: data0 };
          if (vErrors === null) {
            vErrors = [err1];
          } else {
            vErrors.push(err1);
          }
          errors++;
        }
      } else {
        const err2 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema22.properties.url.type, parentSchema: schema22.properties.url, data: data0 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.id !== void 0) {
      let data1 = data.id;
      if (typeof data1 !== "string") {
        const err3 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema22.properties.id.type, parentSchema: schema22.properties.id, data: data1 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.upstream !== void 0) {
      let data2 = data.upstream;
      if (typeof data2 !== "boolean") {
        const err4 = { instancePath: instancePath + "/upstream", schemaPath: "#/properties/upstream/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema22.properties.upstream.type, parentSchema: schema22.properties.upstream, data: data2 };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
  } else {
    const err5 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema22.type, parentSchema: schema22, data };
    if (vErrors === null) {
      vErrors = [err5];
    } else {
      vErrors.push(err5);
    }
    errors++;
  }
  validate97.errors = vErrors;
  return errors === 0;
}
validate97.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate99(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate99.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "ip_policies" || key0 === "certificate_authorities" || key0 === "secrets" || key0 === "ip_intelligence")) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema23, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.ip_policies !== void 0) {
      let data0 = data.ip_policies;
      if (data0 && typeof data0 == "object" && !Array.isArray(data0)) {
        for (const key1 in data0) {
          let data1 = data0[key1];
          if (Array.isArray(data1)) {
            const len0 = data1.length;
            for (let i0 = 0; i0 < len0; i0++) {
              let data2 = data1[i0];
              if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
                if (data2.cidr === void 0) {
                  const err1 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/required", keyword: "required", params: { missingProperty: "cidr" }, message: "must have required property 'cidr'", schema: schema23.properties.ip_policies.additionalProperties.items.required, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                }
                if (data2.action === void 0) {
                  const err2 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/required", keyword: "required", params: { missingProperty: "action" }, message: "must have required property 'action'", schema: schema23.properties.ip_policies.additionalProperties.items.required, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                  if (vErrors === null) {
                    vErrors = [err2];
                  } else {
                    vErrors.push(err2);
                  }
                  errors++;
                }
                for (const key2 in data2) {
                  if (!(key2 === "cidr" || key2 === "action")) {
                    const err3 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties", schema: false, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                    if (vErrors === null) {
                      vErrors = [err3];
                    } else {
                      vErrors.push(err3);
                    }
                    errors++;
                  }
                }
                if (data2.cidr !== void 0) {
                  let data3 = data2.cidr;
                  if (typeof data3 !== "string") {
                    const err4 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0 + "/cidr", schemaPath: "#/properties/ip_policies/additionalProperties/items/properties/cidr/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.ip_policies.additionalProperties.items.properties.cidr.type, parentSchema: schema23.properties.ip_policies.additionalProperties.items.properties.cidr, data: data3 };
                    if (vErrors === null) {
                      vErrors = [err4];
                    } else {
                      vErrors.push(err4);
                    }
                    errors++;
                  }
                }
                if (data2.action !== void 0) {
                  let data4 = data2.action;
                  if (!(data4 === "allow" || data4 === "deny")) {
                    const err5 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0 + "/action", schemaPath: "#/properties/ip_policies/additionalProperties/items/properties/action/enum", keyword: "enum", params: { allowedValues: schema23.properties.ip_policies.additionalProperties.items.properties.action.enum }, message: "must be equal to one of the allowed values", schema: schema23.properties.ip_policies.additionalProperties.items.properties.action.enum, parentSchema: schema23.properties.ip_policies.additionalProperties.items.properties.action, data: data4 };
                    if (vErrors === null) {
                      vErrors = [err5];
                    } else {
                      vErrors.push(err5);
                    }
                    errors++;
                  }
                }
              } else {
                const err6 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.ip_policies.additionalProperties.items.type, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                if (vErrors === null) {
                  vErrors = [err6];
                } else {
                  vErrors.push(err6);
                }
                errors++;
              }
            }
          } else {
            const err7 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/ip_policies/additionalProperties/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema23.properties.ip_policies.additionalProperties.type, parentSchema: schema23.properties.ip_policies.additionalProperties, data: data1 };
            if (vErrors === null) {
              vErrors = [err7];
            } else {
              vErrors.push(err7);
            }
            errors++;
          }
        }
      } else {
        const err8 = { instancePath: instancePath + "/ip_policies", schemaPath: "#/properties/ip_policies/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.ip_policies.type, parentSchema: schema23.properties.ip_policies, data: data0 };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
    }
    if (data.certificate_authorities !== void 0) {
      let data5 = data.certificate_authorities;
      if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
        for (const key3 in data5) {
          if (!validate60(data5[key3], { instancePath: instancePath + "/certificate_authorities/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data5, parentDataProperty: key3, rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err9 = { instancePath: instancePath + "/certificate_authorities", schemaPath: "#/properties/certificate_authorities/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.certificate_authorities.type, parentSchema: schema23.properties.certificate_authorities, data: data5 };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.secrets !== void 0) {
      let data7 = data.secrets;
      if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
        for (const key4 in data7) {
          let data8 = data7[key4];
          if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
            for (const key5 in data8) {
              let data9 = data8[key5];
              if (typeof data9 !== "string") {
                const err10 = { instancePath: instancePath + "/secrets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/secrets/additionalProperties/additionalProperties/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.secrets.additionalProperties.additionalProperties.type, parentSchema: schema23.properties.secrets.additionalProperties.additionalProperties, data: data9 };
                if (vErrors === null) {
                  vErrors = [err10];
                } else {
                  vErrors.push(err10);
                }
                errors++;
              }
            }
          } else {
            const err11 = { instancePath: instancePath + "/secrets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/secrets/additionalProperties/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.secrets.additionalProperties.type, parentSchema: schema23.properties.secrets.additionalProperties, data: data8 };
            if (vErrors === null) {
              vErrors = [err11];
            } else {
              vErrors.push(err11);
            }
            errors++;
          }
        }
      } else {
        const err12 = { instancePath: instancePath + "/secrets", schemaPath: "#/properties/secrets/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.secrets.type, parentSchema: schema23.properties.secrets, data: data7 };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.ip_intelligence !== void 0) {
      let data10 = data.ip_intelligence;
      if (Array.isArray(data10)) {
        const len1 = data10.length;
        for (let i1 = 0; i1 < len1; i1++) {
          let data11 = data10[i1];
          if (typeof data11 !== "string") {
            const err13 = { instancePath: instancePath + "/ip_intelligence/" + i1, schemaPath: "#/properties/ip_intelligence/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.ip_intelligence.items.type, parentSchema: schema23.properties.ip_intelligence.items, data: data11 };
            if (vErrors === null) {
              vErrors = [err13];
            } else {
              vErrors.push(err13);
            }
            errors++;
          }
          if (!(data11 === "geo" || data11 === "as" || data11 === "categories" || data11 === "category_lists" || data11 === "tor_nodes" || data11 === "blocklist")) {
            const err14 = { instancePath: instancePath + "/ip_intelligence/" + i1, schemaPath: "#/properties/ip_intelligence/items/enum", keyword: "enum", params: { allowedValues: schema23.properties.ip_intelligence.items.enum }, message: "must be equal to one of the allowed values", schema: schema23.properties.ip_intelligence.items.enum, parentSchema: schema23.properties.ip_intelligence.items, data: data11 };
            if (vErrors === null) {
              vErrors = [err14];
            } else {
              vErrors.push(err14);
            }
            errors++;
          }
        }
        let i2 = data10.length;
        let j0;
        if (i2 > 1) {
          const indices0 = {};
          for (; i2--; ) {
            let item0 = data10[i2];
            if (typeof item0 !== "string") {
              continue;
            }
            if (typeof indices0[item0] == "number") {
              j0 = indices0[item0];
              const err15 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/uniqueItems", keyword: "uniqueItems", params: { i: i2, j: j0 }, message: "must NOT have duplicate items (items ## " + j0 + " and " + i2 + " are identical)", schema: true, parentSchema: schema23.properties.ip_intelligence, data: data10 };
              if (vErrors === null) {
                vErrors = [err15];
              } else {
                vErrors.push(err15);
              }
              errors++;
              break;
            }
            indices0[item0] = i2;
          }
        }
      } else {
        const err16 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema23.properties.ip_intelligence.type, parentSchema: schema23.properties.ip_intelligence, data: data10 };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
  } else {
    const err17 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.type, parentSchema: schema23, data };
    if (vErrors === null) {
      vErrors = [err17];
    } else {
      vErrors.push(err17);
    }
    errors++;
  }
  validate99.errors = vErrors;
  return errors === 0;
}
validate99.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate102(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate102.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!func2.call(schema25.properties, key0)) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema25, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.client_ip !== void 0) {
      let data0 = data.client_ip;
      if (typeof data0 !== "string") {
        const err1 = { instancePath: instancePath + "/client_ip", schemaPath: "#/properties/client_ip/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.client_ip.type, parentSchema: schema25.properties.client_ip, data: data0 };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.client_port !== void 0) {
      if (!validate64(data.client_port, { instancePath: instancePath + "/client_port", parentData: data, parentDataProperty: "client_port", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
        errors = vErrors.length;
      }
    }
    if (data.server_ip !== void 0) {
      let data2 = data.server_ip;
      if (typeof data2 !== "string") {
        const err2 = { instancePath: instancePath + "/server_ip", schemaPath: "#/properties/server_ip/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.server_ip.type, parentSchema: schema25.properties.server_ip, data: data2 };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.server_port !== void 0) {
      if (!validate64(data.server_port, { instancePath: instancePath + "/server_port", parentData: data, parentDataProperty: "server_port", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
        errors = vErrors.length;
      }
    }
    if (data.server_region !== void 0) {
      let data4 = data.server_region;
      if (typeof data4 !== "string") {
        const err3 = { instancePath: instancePath + "/server_region", schemaPath: "#/properties/server_region/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.server_region.type, parentSchema: schema25.properties.server_region, data: data4 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.start !== void 0) {
      let data5 = data.start;
      if (typeof data5 !== "string") {
        const err4 = { instancePath: instancePath + "/start", schemaPath: "#/properties/start/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.start.type, parentSchema: schema25.properties.start, data: data5 };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.now !== void 0) {
      let data6 = data.now;
      if (typeof data6 !== "string") {
        const err5 = { instancePath: instancePath + "/now", schemaPath: "#/properties/now/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema25.properties.now.type, parentSchema: schema25.properties.now, data: data6 };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.random !== void 0) {
      let data7 = data.random;
      if (Array.isArray(data7)) {
        const len0 = data7.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data8 = data7[i0];
          if (typeof data8 == "number" && isFinite(data8)) {
            if (data8 < 0 || isNaN(data8)) {
              const err6 = { instancePath: instancePath + "/random/" + i0, schemaPath: "#/properties/random/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: schema25.properties.random.items, data: data8 };
              if (vErrors === null) {
                vErrors = [err6];
              } else {
                vErrors.push(err6);
              }
              errors++;
            }
            if (data8 >= 1 || isNaN(data8)) {
              const err7 = { instancePath: instancePath + "/random/" + i0, schemaPath: "#/properties/random/items/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: schema25.properties.random.items, data: data8 };
              if (vErrors === null) {
                vErrors = [err7];
              } else {
                vErrors.push(err7);
              }
              errors++;
            }
          } else {
            const err8 = { instancePath: instancePath + "/random/" + i0, schemaPath: "#/properties/random/items/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: schema25.properties.random.items.type, parentSchema: schema25.properties.random.items, data: data8 };
            if (vErrors === null) {
              vErrors = [err8];
            } else {
              vErrors.push(err8);
            }
            errors++;
          }
        }
      } else {
        const err9 = { instancePath: instancePath + "/random", schemaPath: "#/properties/random/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema25.properties.random.type, parentSchema: schema25.properties.random, data: data7 };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.tls !== void 0) {
      if (!validate67(data.tls, { instancePath: instancePath + "/tls", parentData: data, parentDataProperty: "tls", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
        errors = vErrors.length;
      }
    }
    if (data.ip_intelligence !== void 0) {
      let data10 = data.ip_intelligence;
      if (data10 && typeof data10 == "object" && !Array.isArray(data10)) {
        for (const key1 in data10) {
          if (!(key1 === "client" || key1 === "server")) {
            const err10 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema25.properties.ip_intelligence, data: data10 };
            if (vErrors === null) {
              vErrors = [err10];
            } else {
              vErrors.push(err10);
            }
            errors++;
          }
        }
        if (data10.client !== void 0) {
          if (!validate69(data10.client, { instancePath: instancePath + "/ip_intelligence/client", parentData: data10, parentDataProperty: "client", rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate69.errors : vErrors.concat(validate69.errors);
            errors = vErrors.length;
          }
        }
        if (data10.server !== void 0) {
          if (!validate69(data10.server, { instancePath: instancePath + "/ip_intelligence/server", parentData: data10, parentDataProperty: "server", rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate69.errors : vErrors.concat(validate69.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err11 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema25.properties.ip_intelligence.type, parentSchema: schema25.properties.ip_intelligence, data: data10 };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
  } else {
    const err12 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema25.type, parentSchema: schema25, data };
    if (vErrors === null) {
      vErrors = [err12];
    } else {
      vErrors.push(err12);
    }
    errors++;
  }
  validate102.errors = vErrors;
  return errors === 0;
}
validate102.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
var schema40 = { "type": "array", "items": { "$ref": "#/$defs/effect" } };
function validate109(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate109.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (Array.isArray(data)) {
    const len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++) {
      if (!validate76(data[i0], { instancePath: instancePath + "/" + i0, parentData: data, parentDataProperty: i0, rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema40.type, parentSchema: schema40, data };
    if (vErrors === null) {
      vErrors = [err0];
    } else {
      vErrors.push(err0);
    }
    errors++;
  }
  validate109.errors = vErrors;
  return errors === 0;
}
validate109.evaluated = { "items": true, "dynamicProps": false, "dynamicItems": false };
function validate94(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  ;
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate94.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "protocol" || key0 === "endpoint" || key0 === "resources" || key0 === "connection" || key0 === "effects")) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema35, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.protocol !== void 0) {
      if (!validate95(data.protocol, { instancePath: instancePath + "/protocol", parentData: data, parentDataProperty: "protocol", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate95.errors : vErrors.concat(validate95.errors);
        errors = vErrors.length;
      }
    }
    if (data.endpoint !== void 0) {
      if (!validate97(data.endpoint, { instancePath: instancePath + "/endpoint", parentData: data, parentDataProperty: "endpoint", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate97.errors : vErrors.concat(validate97.errors);
        errors = vErrors.length;
      }
    }
    if (data.resources !== void 0) {
      if (!validate99(data.resources, { instancePath: instancePath + "/resources", parentData: data, parentDataProperty: "resources", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate99.errors : vErrors.concat(validate99.errors);
        errors = vErrors.length;
      }
    }
    if (data.connection !== void 0) {
      if (!validate102(data.connection, { instancePath: instancePath + "/connection", parentData: data, parentDataProperty: "connection", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate102.errors : vErrors.concat(validate102.errors);
        errors = vErrors.length;
      }
    }
    if (data.effects !== void 0) {
      if (!validate109(data.effects, { instancePath: instancePath + "/effects", parentData: data, parentDataProperty: "effects", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate109.errors : vErrors.concat(validate109.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema35.type, parentSchema: schema35, data };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  validate94.errors = vErrors;
  return errors === 0;
}
validate94.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
var resourcesFile = validate112;
function validate113(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate113.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "ip_policies" || key0 === "certificate_authorities" || key0 === "secrets" || key0 === "ip_intelligence")) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema23, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.ip_policies !== void 0) {
      let data0 = data.ip_policies;
      if (data0 && typeof data0 == "object" && !Array.isArray(data0)) {
        for (const key1 in data0) {
          let data1 = data0[key1];
          if (Array.isArray(data1)) {
            const len0 = data1.length;
            for (let i0 = 0; i0 < len0; i0++) {
              let data2 = data1[i0];
              if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
                if (data2.cidr === void 0) {
                  const err1 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/required", keyword: "required", params: { missingProperty: "cidr" }, message: "must have required property 'cidr'", schema: schema23.properties.ip_policies.additionalProperties.items.required, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                }
                if (data2.action === void 0) {
                  const err2 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/required", keyword: "required", params: { missingProperty: "action" }, message: "must have required property 'action'", schema: schema23.properties.ip_policies.additionalProperties.items.required, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                  if (vErrors === null) {
                    vErrors = [err2];
                  } else {
                    vErrors.push(err2);
                  }
                  errors++;
                }
                for (const key2 in data2) {
                  if (!(key2 === "cidr" || key2 === "action")) {
                    const err3 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties", schema: false, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                    if (vErrors === null) {
                      vErrors = [err3];
                    } else {
                      vErrors.push(err3);
                    }
                    errors++;
                  }
                }
                if (data2.cidr !== void 0) {
                  let data3 = data2.cidr;
                  if (typeof data3 !== "string") {
                    const err4 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0 + "/cidr", schemaPath: "#/properties/ip_policies/additionalProperties/items/properties/cidr/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.ip_policies.additionalProperties.items.properties.cidr.type, parentSchema: schema23.properties.ip_policies.additionalProperties.items.properties.cidr, data: data3 };
                    if (vErrors === null) {
                      vErrors = [err4];
                    } else {
                      vErrors.push(err4);
                    }
                    errors++;
                  }
                }
                if (data2.action !== void 0) {
                  let data4 = data2.action;
                  if (!(data4 === "allow" || data4 === "deny")) {
                    const err5 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0 + "/action", schemaPath: "#/properties/ip_policies/additionalProperties/items/properties/action/enum", keyword: "enum", params: { allowedValues: schema23.properties.ip_policies.additionalProperties.items.properties.action.enum }, message: "must be equal to one of the allowed values", schema: schema23.properties.ip_policies.additionalProperties.items.properties.action.enum, parentSchema: schema23.properties.ip_policies.additionalProperties.items.properties.action, data: data4 };
                    if (vErrors === null) {
                      vErrors = [err5];
                    } else {
                      vErrors.push(err5);
                    }
                    errors++;
                  }
                }
              } else {
                const err6 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0, schemaPath: "#/properties/ip_policies/additionalProperties/items/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.ip_policies.additionalProperties.items.type, parentSchema: schema23.properties.ip_policies.additionalProperties.items, data: data2 };
                if (vErrors === null) {
                  vErrors = [err6];
                } else {
                  vErrors.push(err6);
                }
                errors++;
              }
            }
          } else {
            const err7 = { instancePath: instancePath + "/ip_policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/ip_policies/additionalProperties/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema23.properties.ip_policies.additionalProperties.type, parentSchema: schema23.properties.ip_policies.additionalProperties, data: data1 };
            if (vErrors === null) {
              vErrors = [err7];
            } else {
              vErrors.push(err7);
            }
            errors++;
          }
        }
      } else {
        const err8 = { instancePath: instancePath + "/ip_policies", schemaPath: "#/properties/ip_policies/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.ip_policies.type, parentSchema: schema23.properties.ip_policies, data: data0 };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
    }
    if (data.certificate_authorities !== void 0) {
      let data5 = data.certificate_authorities;
      if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
        for (const key3 in data5) {
          if (!validate60(data5[key3], { instancePath: instancePath + "/certificate_authorities/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data5, parentDataProperty: key3, rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err9 = { instancePath: instancePath + "/certificate_authorities", schemaPath: "#/properties/certificate_authorities/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.certificate_authorities.type, parentSchema: schema23.properties.certificate_authorities, data: data5 };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.secrets !== void 0) {
      let data7 = data.secrets;
      if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
        for (const key4 in data7) {
          let data8 = data7[key4];
          if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
            for (const key5 in data8) {
              let data9 = data8[key5];
              if (typeof data9 !== "string") {
                const err10 = { instancePath: instancePath + "/secrets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/secrets/additionalProperties/additionalProperties/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.secrets.additionalProperties.additionalProperties.type, parentSchema: schema23.properties.secrets.additionalProperties.additionalProperties, data: data9 };
                if (vErrors === null) {
                  vErrors = [err10];
                } else {
                  vErrors.push(err10);
                }
                errors++;
              }
            }
          } else {
            const err11 = { instancePath: instancePath + "/secrets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/secrets/additionalProperties/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.secrets.additionalProperties.type, parentSchema: schema23.properties.secrets.additionalProperties, data: data8 };
            if (vErrors === null) {
              vErrors = [err11];
            } else {
              vErrors.push(err11);
            }
            errors++;
          }
        }
      } else {
        const err12 = { instancePath: instancePath + "/secrets", schemaPath: "#/properties/secrets/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.properties.secrets.type, parentSchema: schema23.properties.secrets, data: data7 };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.ip_intelligence !== void 0) {
      let data10 = data.ip_intelligence;
      if (Array.isArray(data10)) {
        const len1 = data10.length;
        for (let i1 = 0; i1 < len1; i1++) {
          let data11 = data10[i1];
          if (typeof data11 !== "string") {
            const err13 = { instancePath: instancePath + "/ip_intelligence/" + i1, schemaPath: "#/properties/ip_intelligence/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema23.properties.ip_intelligence.items.type, parentSchema: schema23.properties.ip_intelligence.items, data: data11 };
            if (vErrors === null) {
              vErrors = [err13];
            } else {
              vErrors.push(err13);
            }
            errors++;
          }
          if (!(data11 === "geo" || data11 === "as" || data11 === "categories" || data11 === "category_lists" || data11 === "tor_nodes" || data11 === "blocklist")) {
            const err14 = { instancePath: instancePath + "/ip_intelligence/" + i1, schemaPath: "#/properties/ip_intelligence/items/enum", keyword: "enum", params: { allowedValues: schema23.properties.ip_intelligence.items.enum }, message: "must be equal to one of the allowed values", schema: schema23.properties.ip_intelligence.items.enum, parentSchema: schema23.properties.ip_intelligence.items, data: data11 };
            if (vErrors === null) {
              vErrors = [err14];
            } else {
              vErrors.push(err14);
            }
            errors++;
          }
        }
        let i2 = data10.length;
        let j0;
        if (i2 > 1) {
          const indices0 = {};
          for (; i2--; ) {
            let item0 = data10[i2];
            if (typeof item0 !== "string") {
              continue;
            }
            if (typeof indices0[item0] == "number") {
              j0 = indices0[item0];
              const err15 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/uniqueItems", keyword: "uniqueItems", params: { i: i2, j: j0 }, message: "must NOT have duplicate items (items ## " + j0 + " and " + i2 + " are identical)", schema: true, parentSchema: schema23.properties.ip_intelligence, data: data10 };
              if (vErrors === null) {
                vErrors = [err15];
              } else {
                vErrors.push(err15);
              }
              errors++;
              break;
            }
            indices0[item0] = i2;
          }
        }
      } else {
        const err16 = { instancePath: instancePath + "/ip_intelligence", schemaPath: "#/properties/ip_intelligence/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema23.properties.ip_intelligence.type, parentSchema: schema23.properties.ip_intelligence, data: data10 };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
  } else {
    const err17 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema23.type, parentSchema: schema23, data };
    if (vErrors === null) {
      vErrors = [err17];
    } else {
      vErrors.push(err17);
    }
    errors++;
  }
  validate113.errors = vErrors;
  return errors === 0;
}
validate113.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate112(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  ;
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate112.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (!validate113(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })) {
    vErrors = vErrors === null ? validate113.errors : vErrors.concat(validate113.errors);
    errors = vErrors.length;
  }
  validate112.errors = vErrors;
  return errors === 0;
}
validate112.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
export const validateVectors: Validator = vectorFile;
export const validateConnectionFile: Validator = connectionFile;
export const validateResources: Validator = resourcesFile;

// @ts-nocheck: written by a generator
// Generated from policy-schema.ts by `npm run generate`. Do not edit.
import type { Validator } from "./schema-error.ts";

export const validatePolicy: Validator = validate10;

const schema11 = {"$schema":"http://json-schema.org/draft-07/schema#","title":"Traffic policy for tcp:// and tls:// endpoints","description":"Rules that run for every accepted connection, before anything reaches the upstream.","type":["object","null"],"properties":{"on_tcp_connect":{"title":"Rules","description":"Rules that run, in order, for every accepted connection.","type":["array","null"],"items":{"title":"Rule","description":"Actions, and the conditions under which they run.","type":"object","properties":{"name":{"title":"Name","description":"A name for people to read.","type":"string"},"expressions":{"title":"Conditions","description":"CEL expressions; the actions run if all of them are true.","type":"array","items":{"type":"string","pattern":"\\S"}},"actions":{"title":"Actions","description":"What happens, in order.","type":"array","minItems":1,"items":{"title":"Action","description":"One thing to do, with its settings.","type":"object","properties":{"type":{"title":"Type","description":"What the action does.","type":"string","enum":["close-connection","deny","forward-internal","log","restrict-ips","set-vars","terminate-tls"]},"name":{"title":"Name","description":"A name for people to read.","type":"string"},"config":{"title":"Settings","description":"The action's settings.","type":"object"}},"required":["type"],"additionalProperties":false,"allOf":[{"if":{"type":"object","properties":{"type":{"const":"close-connection"}},"required":["type"]},"then":{"properties":{"config":{"title":"close-connection","description":"Resets the connection. Takes no settings.","type":"object","properties":{},"additionalProperties":false}}}},{"if":{"type":"object","properties":{"type":{"const":"deny"}},"required":["type"]},"then":{"properties":{"config":{"title":"deny","description":"Closes the connection. Takes no settings.","type":"object","properties":{},"additionalProperties":false}}}},{"if":{"type":"object","properties":{"type":{"const":"forward-internal"}},"required":["type"]},"then":{"properties":{"config":{"title":"forward-internal","description":"Hands the connection over to an internal endpoint, whose own policy runs too.","type":"object","properties":{"url":{"title":"URL","description":"URL of an internal endpoint, such as `tcp://name.internal:1234`; `${…}` is CEL.","type":"string"},"on_error":{"title":"On error","description":"Whether the policy goes on (`continue`) if the endpoint cannot be reached.","type":"string","enum":["halt","continue"],"default":"halt"}},"required":["url"],"additionalProperties":false}},"required":["config"]}},{"if":{"type":"object","properties":{"type":{"const":"log"}},"required":["type"]},"then":{"properties":{"config":{"title":"log","description":"Writes into the connection's closing event.","type":"object","properties":{"metadata":{"title":"Metadata","description":"Any map; `${…}` in its strings is CEL, and a value keeps its type.","type":"object"}},"required":["metadata"],"additionalProperties":false}},"required":["config"]}},{"if":{"type":"object","properties":{"type":{"const":"restrict-ips"}},"required":["type"]},"then":{"properties":{"config":{"title":"restrict-ips","description":"Lets a source address go on if it is in an allowed block and in no denied one.","type":"object","properties":{"enforce":{"title":"Enforce","description":"`false`: only record what would have happened.","type":"boolean","default":true},"allow":{"title":"Allowed","description":"CIDRs or addresses that may go on, unless denied.","type":["array","string"],"pattern":"\\$\\{","items":{"type":"string"}},"deny":{"title":"Denied","description":"CIDRs or addresses that may not go on; wins over `allow`.","type":["array","string"],"pattern":"\\$\\{","items":{"type":"string"}},"ip_policies":{"title":"IP policies","description":"Ids of ip policies whose rules are added.","type":"array","items":{"type":"string"}}},"additionalProperties":false}}}},{"if":{"type":"object","properties":{"type":{"const":"set-vars"}},"required":["type"]},"then":{"properties":{"config":{"title":"set-vars","description":"Defines variables, in order; later entries may use earlier ones.","type":"object","properties":{"vars":{"title":"Variables","description":"Maps with one key each, the variable's name; `${…}` in strings is CEL.","type":"array","items":{"type":"object","minProperties":1,"maxProperties":1,"propertyNames":{"pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}}}},"required":["vars"],"additionalProperties":false}},"required":["config"]}},{"if":{"type":"object","properties":{"type":{"const":"terminate-tls"}},"required":["type"]},"then":{"properties":{"config":{"title":"terminate-tls","description":"Does the TLS handshake as the server; later rules see what it told.","type":"object","properties":{"min_version":{"title":"Lowest version","description":"Lowest TLS version that is spoken. Quote it: `'1.3'`.","type":"string","enum":["1.2","1.3"],"default":"1.2"},"max_version":{"title":"Highest version","description":"Highest TLS version that is spoken. Quote it: `'1.3'`.","type":"string","enum":["1.2","1.3"],"default":"1.3"},"server_certificate":{"title":"Server certificate","description":"PEM chain, the server's own certificate first; needs `server_private_key`. Left out: the host's certificate for the name.","type":"string"},"server_private_key":{"title":"Server key","description":"PEM; needs `server_certificate`. Keep it in a vault: `${secrets.get('vault', 'name')}`.","type":"string"},"mutual_tls_certificate_authorities":{"title":"Client authorities","description":"PEM bundles or ids of the authorities that sign client certificates. Turns mutual TLS on.","type":"array","items":{"type":"string"}},"mutual_tls_verification_strategy":{"title":"Verification strategy","description":"What is demanded of a client's certificate: `require-and-verify` that it is trusted, `require-any` that there is one, `request` nothing. Turns mutual TLS on.","type":"string","enum":["require-and-verify","require-any","request"],"default":"require-and-verify"}},"dependencies":{"server_certificate":["server_private_key"],"server_private_key":["server_certificate"]},"additionalProperties":false}}}}]}}},"required":["actions"],"additionalProperties":false}},"on_http_request":{"title":"HTTP phase","description":"Never runs on a tcp:// or tls:// endpoint; must be empty.","type":["array","null"],"maxItems":0},"on_http_response":{"title":"HTTP phase","description":"Never runs on a tcp:// or tls:// endpoint; must be empty.","type":["array","null"],"maxItems":0},"on_event_stream_message":{"title":"HTTP phase","description":"Never runs on a tcp:// or tls:// endpoint; must be empty.","type":["array","null"],"maxItems":0}},"additionalProperties":false};
const pattern0 = new RegExp("\\S", "u");
const pattern1 = new RegExp("\\$\\{", "u");
const pattern3 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!(data && typeof data == "object" && !Array.isArray(data))) && (data !== null)){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema11.type},message:"must be object,null",schema:schema11.type,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((key0 === "on_tcp_connect") || (key0 === "on_http_request")) || (key0 === "on_http_response")) || (key0 === "on_event_stream_message"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.on_tcp_connect !== undefined){
let data0 = data.on_tcp_connect;
if((!(Array.isArray(data0))) && (data0 !== null)){
const err2 = {instancePath:instancePath+"/on_tcp_connect",schemaPath:"#/properties/on_tcp_connect/type",keyword:"type",params:{type: schema11.properties.on_tcp_connect.type},message:"must be array,null",schema:schema11.properties.on_tcp_connect.type,parentSchema:schema11.properties.on_tcp_connect,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(Array.isArray(data0)){
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.actions === undefined){
const err3 = {instancePath:instancePath+"/on_tcp_connect/" + i0,schemaPath:"#/properties/on_tcp_connect/items/required",keyword:"required",params:{missingProperty: "actions"},message:"must have required property '"+"actions"+"'",schema:schema11.properties.on_tcp_connect.items.required,parentSchema:schema11.properties.on_tcp_connect.items,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key1 in data1){
if(!(((key1 === "name") || (key1 === "expressions")) || (key1 === "actions"))){
const err4 = {instancePath:instancePath+"/on_tcp_connect/" + i0,schemaPath:"#/properties/on_tcp_connect/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data1.name !== undefined){
let data2 = data1.name;
if(typeof data2 !== "string"){
const err5 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/name",schemaPath:"#/properties/on_tcp_connect/items/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.name.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.name,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data1.expressions !== undefined){
let data3 = data1.expressions;
if(Array.isArray(data3)){
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if(typeof data4 === "string"){
if(!pattern0.test(data4)){
const err6 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/expressions/" + i1,schemaPath:"#/properties/on_tcp_connect/items/properties/expressions/items/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema11.properties.on_tcp_connect.items.properties.expressions.items,data:data4};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/expressions/" + i1,schemaPath:"#/properties/on_tcp_connect/items/properties/expressions/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.expressions.items.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.expressions.items,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/expressions",schemaPath:"#/properties/on_tcp_connect/items/properties/expressions/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.on_tcp_connect.items.properties.expressions.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.expressions,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data1.actions !== undefined){
let data5 = data1.actions;
if(Array.isArray(data5)){
if(data5.length < 1){
const err9 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions,data:data5};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const len2 = data5.length;
for(let i2=0; i2<len2; i2++){
let data6 = data5[i2];
const _errs18 = errors;
let valid9 = true;
const _errs19 = errors;
if(errors === _errs19){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing0;
if((data6.type === undefined) && (missing0 = "type")){
const err10 = {};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
else {
if(data6.type !== undefined){
if("close-connection" !== data6.type){
const err11 = {};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
}
else {
const err12 = {};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
var _valid0 = _errs19 === errors;
errors = _errs18;
if(vErrors !== null){
if(_errs18){
vErrors.length = _errs18;
}
else {
vErrors = null;
}
}
if(_valid0){
const _errs22 = errors;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.config !== undefined){
let data8 = data6.config;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key2 in data8){
const err13 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/0/then/properties/config/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[0].then.properties.config,data:data8};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/0/then/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[0].then.properties.config.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[0].then.properties.config,data:data8};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
var _valid0 = _errs22 === errors;
valid9 = _valid0;
}
if(!valid9){
const err15 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/0/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[0].if,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[0],data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const _errs27 = errors;
let valid12 = true;
const _errs28 = errors;
if(errors === _errs28){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing1;
if((data6.type === undefined) && (missing1 = "type")){
const err16 = {};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
else {
if(data6.type !== undefined){
if("deny" !== data6.type){
const err17 = {};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
}
else {
const err18 = {};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
var _valid1 = _errs28 === errors;
errors = _errs27;
if(vErrors !== null){
if(_errs27){
vErrors.length = _errs27;
}
else {
vErrors = null;
}
}
if(_valid1){
const _errs31 = errors;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.config !== undefined){
let data10 = data6.config;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
for(const key3 in data10){
const err19 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/1/then/properties/config/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[1].then.properties.config,data:data10};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
else {
const err20 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/1/then/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[1].then.properties.config.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[1].then.properties.config,data:data10};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
var _valid1 = _errs31 === errors;
valid12 = _valid1;
}
if(!valid12){
const err21 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/1/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[1].if,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[1],data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
const _errs36 = errors;
let valid15 = true;
const _errs37 = errors;
if(errors === _errs37){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing2;
if((data6.type === undefined) && (missing2 = "type")){
const err22 = {};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
else {
if(data6.type !== undefined){
if("forward-internal" !== data6.type){
const err23 = {};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
}
else {
const err24 = {};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
var _valid2 = _errs37 === errors;
errors = _errs36;
if(vErrors !== null){
if(_errs36){
vErrors.length = _errs36;
}
else {
vErrors = null;
}
}
if(_valid2){
const _errs40 = errors;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.config === undefined){
const err25 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/2/then/required",keyword:"required",params:{missingProperty: "config"},message:"must have required property '"+"config"+"'",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.required,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then,data:data6};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data6.config !== undefined){
let data12 = data6.config;
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if(data12.url === undefined){
const err26 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/2/then/properties/config/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.required,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config,data:data12};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
for(const key4 in data12){
if(!((key4 === "url") || (key4 === "on_error"))){
const err27 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/2/then/properties/config/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data12.url !== undefined){
let data13 = data12.url;
if(typeof data13 !== "string"){
const err28 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/url",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/2/then/properties/config/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.properties.url.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.properties.url,data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data12.on_error !== undefined){
let data14 = data12.on_error;
if(typeof data14 !== "string"){
const err29 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/on_error",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/2/then/properties/config/properties/on_error/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.properties.on_error.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.properties.on_error,data:data14};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(!((data14 === "halt") || (data14 === "continue"))){
const err30 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/on_error",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/2/then/properties/config/properties/on_error/enum",keyword:"enum",params:{allowedValues: schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.properties.on_error.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.properties.on_error.enum,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.properties.on_error,data:data14};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/2/then/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].then.properties.config,data:data12};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
var _valid2 = _errs40 === errors;
valid15 = _valid2;
}
if(!valid15){
const err32 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/2/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2].if,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[2],data:data6};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const _errs49 = errors;
let valid19 = true;
const _errs50 = errors;
if(errors === _errs50){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing3;
if((data6.type === undefined) && (missing3 = "type")){
const err33 = {};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
else {
if(data6.type !== undefined){
if("log" !== data6.type){
const err34 = {};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
}
else {
const err35 = {};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
var _valid3 = _errs50 === errors;
errors = _errs49;
if(vErrors !== null){
if(_errs49){
vErrors.length = _errs49;
}
else {
vErrors = null;
}
}
if(_valid3){
const _errs53 = errors;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.config === undefined){
const err36 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/3/then/required",keyword:"required",params:{missingProperty: "config"},message:"must have required property '"+"config"+"'",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then.required,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then,data:data6};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(data6.config !== undefined){
let data16 = data6.config;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(data16.metadata === undefined){
const err37 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/3/then/properties/config/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then.properties.config.required,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then.properties.config,data:data16};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
for(const key5 in data16){
if(!(key5 === "metadata")){
const err38 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/3/then/properties/config/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then.properties.config,data:data16};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data16.metadata !== undefined){
let data17 = data16.metadata;
if(!(data17 && typeof data17 == "object" && !Array.isArray(data17))){
const err39 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/metadata",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/3/then/properties/config/properties/metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then.properties.config.properties.metadata.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then.properties.config.properties.metadata,data:data17};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/3/then/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then.properties.config.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].then.properties.config,data:data16};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
var _valid3 = _errs53 === errors;
valid19 = _valid3;
}
if(!valid19){
const err41 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/3/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3].if,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[3],data:data6};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
const _errs60 = errors;
let valid23 = true;
const _errs61 = errors;
if(errors === _errs61){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing4;
if((data6.type === undefined) && (missing4 = "type")){
const err42 = {};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
else {
if(data6.type !== undefined){
if("restrict-ips" !== data6.type){
const err43 = {};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
}
else {
const err44 = {};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
var _valid4 = _errs61 === errors;
errors = _errs60;
if(vErrors !== null){
if(_errs60){
vErrors.length = _errs60;
}
else {
vErrors = null;
}
}
if(_valid4){
const _errs64 = errors;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.config !== undefined){
let data19 = data6.config;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
for(const key6 in data19){
if(!((((key6 === "enforce") || (key6 === "allow")) || (key6 === "deny")) || (key6 === "ip_policies"))){
const err45 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config,data:data19};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data19.enforce !== undefined){
let data20 = data19.enforce;
if(typeof data20 !== "boolean"){
const err46 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/enforce",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/enforce/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.enforce.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.enforce,data:data20};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data19.allow !== undefined){
let data21 = data19.allow;
if((!(Array.isArray(data21))) && (typeof data21 !== "string")){
const err47 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/allow",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/allow/type",keyword:"type",params:{type: schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.allow.type},message:"must be array,string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.allow.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.allow,data:data21};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(typeof data21 === "string"){
if(!pattern1.test(data21)){
const err48 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/allow",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/allow/pattern",keyword:"pattern",params:{pattern: "\\$\\{"},message:"must match pattern \""+"\\$\\{"+"\"",schema:"\\$\\{",parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.allow,data:data21};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(Array.isArray(data21)){
const len3 = data21.length;
for(let i3=0; i3<len3; i3++){
let data22 = data21[i3];
if(typeof data22 !== "string"){
const err49 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/allow/" + i3,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/allow/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.allow.items.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.allow.items,data:data22};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
}
if(data19.deny !== undefined){
let data23 = data19.deny;
if((!(Array.isArray(data23))) && (typeof data23 !== "string")){
const err50 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/deny",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/deny/type",keyword:"type",params:{type: schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.deny.type},message:"must be array,string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.deny.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.deny,data:data23};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
if(typeof data23 === "string"){
if(!pattern1.test(data23)){
const err51 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/deny",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/deny/pattern",keyword:"pattern",params:{pattern: "\\$\\{"},message:"must match pattern \""+"\\$\\{"+"\"",schema:"\\$\\{",parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.deny,data:data23};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(Array.isArray(data23)){
const len4 = data23.length;
for(let i4=0; i4<len4; i4++){
let data24 = data23[i4];
if(typeof data24 !== "string"){
const err52 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/deny/" + i4,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/deny/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.deny.items.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.deny.items,data:data24};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
}
if(data19.ip_policies !== undefined){
let data25 = data19.ip_policies;
if(Array.isArray(data25)){
const len5 = data25.length;
for(let i5=0; i5<len5; i5++){
let data26 = data25[i5];
if(typeof data26 !== "string"){
const err53 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/ip_policies/" + i5,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/ip_policies/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.ip_policies.items.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.ip_policies.items,data:data26};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
else {
const err54 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/ip_policies",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/properties/ip_policies/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.ip_policies.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.properties.ip_policies,data:data25};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/then/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].then.properties.config,data:data19};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
}
var _valid4 = _errs64 === errors;
valid23 = _valid4;
}
if(!valid23){
const err56 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/4/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4].if,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[4],data:data6};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
const _errs83 = errors;
let valid33 = true;
const _errs84 = errors;
if(errors === _errs84){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing5;
if((data6.type === undefined) && (missing5 = "type")){
const err57 = {};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
else {
if(data6.type !== undefined){
if("set-vars" !== data6.type){
const err58 = {};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
}
}
else {
const err59 = {};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
var _valid5 = _errs84 === errors;
errors = _errs83;
if(vErrors !== null){
if(_errs83){
vErrors.length = _errs83;
}
else {
vErrors = null;
}
}
if(_valid5){
const _errs87 = errors;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.config === undefined){
const err60 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/required",keyword:"required",params:{missingProperty: "config"},message:"must have required property '"+"config"+"'",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.required,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then,data:data6};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
if(data6.config !== undefined){
let data28 = data6.config;
if(data28 && typeof data28 == "object" && !Array.isArray(data28)){
if(data28.vars === undefined){
const err61 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/required",keyword:"required",params:{missingProperty: "vars"},message:"must have required property '"+"vars"+"'",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.required,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config,data:data28};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
for(const key7 in data28){
if(!(key7 === "vars")){
const err62 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config,data:data28};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data28.vars !== undefined){
let data29 = data28.vars;
if(Array.isArray(data29)){
const len6 = data29.length;
for(let i6=0; i6<len6; i6++){
let data30 = data29[i6];
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
if(Object.keys(data30).length > 1){
const err63 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/vars/" + i6,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/properties/vars/items/maxProperties",keyword:"maxProperties",params:{limit: 1},message:"must NOT have more than 1 properties",schema:1,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars.items,data:data30};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if(Object.keys(data30).length < 1){
const err64 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/vars/" + i6,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/properties/vars/items/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars.items,data:data30};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
for(const key8 in data30){
const _errs95 = errors;
if(typeof key8 === "string"){
if(!pattern3.test(key8)){
const err65 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/vars/" + i6,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/properties/vars/items/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},message:"must match pattern \""+"^[A-Za-z_][A-Za-z0-9_]*$"+"\"",schema:"^[A-Za-z_][A-Za-z0-9_]*$",parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars.items.propertyNames,data:key8,propertyName:key8};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
var valid39 = _errs95 === errors;
if(!valid39){
const err66 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/vars/" + i6,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/properties/vars/items/propertyNames",keyword:"propertyNames",params:{propertyName: key8},message:"property name must be valid",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars.items.propertyNames,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars.items,data:data30};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
}
else {
const err67 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/vars/" + i6,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/properties/vars/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars.items.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars.items,data:data30};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
else {
const err68 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/vars",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/properties/vars/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.properties.vars,data:data29};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
}
else {
const err69 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/then/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].then.properties.config,data:data28};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
}
var _valid5 = _errs87 === errors;
valid33 = _valid5;
}
if(!valid33){
const err70 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/5/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5].if,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[5],data:data6};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
const _errs97 = errors;
let valid40 = true;
const _errs98 = errors;
if(errors === _errs98){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing6;
if((data6.type === undefined) && (missing6 = "type")){
const err71 = {};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
else {
if(data6.type !== undefined){
if("terminate-tls" !== data6.type){
const err72 = {};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
}
}
else {
const err73 = {};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
var _valid6 = _errs98 === errors;
errors = _errs97;
if(vErrors !== null){
if(_errs97){
vErrors.length = _errs97;
}
else {
vErrors = null;
}
}
if(_valid6){
const _errs101 = errors;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.config !== undefined){
let data32 = data6.config;
if(data32 && typeof data32 == "object" && !Array.isArray(data32)){
for(const key9 in data32){
if(!((((((key9 === "min_version") || (key9 === "max_version")) || (key9 === "server_certificate")) || (key9 === "server_private_key")) || (key9 === "mutual_tls_certificate_authorities")) || (key9 === "mutual_tls_verification_strategy"))){
const err74 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config,data:data32};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data32.server_certificate !== undefined){
if(data32.server_private_key === undefined){
const err75 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/dependencies",keyword:"dependencies",params:{property: "server_certificate",
    missingProperty: "server_private_key",
    depsCount: 1,
    deps: "server_private_key"},message:"must have property server_private_key when property server_certificate is present",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.dependencies,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config,data:data32};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
if(data32.server_private_key !== undefined){
if(data32.server_certificate === undefined){
const err76 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/dependencies",keyword:"dependencies",params:{property: "server_private_key",
    missingProperty: "server_certificate",
    depsCount: 1,
    deps: "server_certificate"},message:"must have property server_certificate when property server_private_key is present",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.dependencies,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config,data:data32};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
if(data32.min_version !== undefined){
let data33 = data32.min_version;
if(typeof data33 !== "string"){
const err77 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/min_version",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/min_version/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.min_version.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.min_version,data:data33};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
if(!((data33 === "1.2") || (data33 === "1.3"))){
const err78 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/min_version",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/min_version/enum",keyword:"enum",params:{allowedValues: schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.min_version.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.min_version.enum,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.min_version,data:data33};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
if(data32.max_version !== undefined){
let data34 = data32.max_version;
if(typeof data34 !== "string"){
const err79 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/max_version",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/max_version/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.max_version.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.max_version,data:data34};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
if(!((data34 === "1.2") || (data34 === "1.3"))){
const err80 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/max_version",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/max_version/enum",keyword:"enum",params:{allowedValues: schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.max_version.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.max_version.enum,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.max_version,data:data34};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
if(data32.server_certificate !== undefined){
let data35 = data32.server_certificate;
if(typeof data35 !== "string"){
const err81 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/server_certificate",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/server_certificate/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.server_certificate.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.server_certificate,data:data35};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data32.server_private_key !== undefined){
let data36 = data32.server_private_key;
if(typeof data36 !== "string"){
const err82 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/server_private_key",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/server_private_key/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.server_private_key.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.server_private_key,data:data36};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
if(data32.mutual_tls_certificate_authorities !== undefined){
let data37 = data32.mutual_tls_certificate_authorities;
if(Array.isArray(data37)){
const len7 = data37.length;
for(let i7=0; i7<len7; i7++){
let data38 = data37[i7];
if(typeof data38 !== "string"){
const err83 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/mutual_tls_certificate_authorities/" + i7,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/mutual_tls_certificate_authorities/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_certificate_authorities.items.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_certificate_authorities.items,data:data38};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
}
else {
const err84 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/mutual_tls_certificate_authorities",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/mutual_tls_certificate_authorities/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_certificate_authorities.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_certificate_authorities,data:data37};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
if(data32.mutual_tls_verification_strategy !== undefined){
let data39 = data32.mutual_tls_verification_strategy;
if(typeof data39 !== "string"){
const err85 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/mutual_tls_verification_strategy",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/mutual_tls_verification_strategy/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_verification_strategy.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_verification_strategy,data:data39};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
if(!(((data39 === "require-and-verify") || (data39 === "require-any")) || (data39 === "request"))){
const err86 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config/mutual_tls_verification_strategy",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/properties/mutual_tls_verification_strategy/enum",keyword:"enum",params:{allowedValues: schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_verification_strategy.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_verification_strategy.enum,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.properties.mutual_tls_verification_strategy,data:data39};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
}
else {
const err87 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/then/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].then.properties.config,data:data32};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
}
var _valid6 = _errs101 === errors;
valid40 = _valid6;
}
if(!valid40){
const err88 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/allOf/6/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6].if,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.allOf[6],data:data6};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.type === undefined){
const err89 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.required,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items,data:data6};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
for(const key10 in data6){
if(!(((key10 === "type") || (key10 === "name")) || (key10 === "config"))){
const err90 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items,data:data6};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
if(data6.type !== undefined){
let data40 = data6.type;
if(typeof data40 !== "string"){
const err91 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/type",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.properties.type.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.properties.type,data:data40};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
if(!(((((((data40 === "close-connection") || (data40 === "deny")) || (data40 === "forward-internal")) || (data40 === "log")) || (data40 === "restrict-ips")) || (data40 === "set-vars")) || (data40 === "terminate-tls"))){
const err92 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/type",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/properties/type/enum",keyword:"enum",params:{allowedValues: schema11.properties.on_tcp_connect.items.properties.actions.items.properties.type.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.properties.type.enum,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.properties.type,data:data40};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
if(data6.name !== undefined){
let data41 = data6.name;
if(typeof data41 !== "string"){
const err93 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/name",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.properties.name.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.properties.name,data:data41};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
if(data6.config !== undefined){
let data42 = data6.config;
if(!(data42 && typeof data42 == "object" && !Array.isArray(data42))){
const err94 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2+"/config",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.properties.config.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items.properties.config,data:data42};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
}
else {
const err95 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions/" + i2,schemaPath:"#/properties/on_tcp_connect/items/properties/actions/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.properties.actions.items.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions.items,data:data6};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
}
else {
const err96 = {instancePath:instancePath+"/on_tcp_connect/" + i0+"/actions",schemaPath:"#/properties/on_tcp_connect/items/properties/actions/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.on_tcp_connect.items.properties.actions.type,parentSchema:schema11.properties.on_tcp_connect.items.properties.actions,data:data5};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
}
else {
const err97 = {instancePath:instancePath+"/on_tcp_connect/" + i0,schemaPath:"#/properties/on_tcp_connect/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.on_tcp_connect.items.type,parentSchema:schema11.properties.on_tcp_connect.items,data:data1};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
}
}
if(data.on_http_request !== undefined){
let data43 = data.on_http_request;
if((!(Array.isArray(data43))) && (data43 !== null)){
const err98 = {instancePath:instancePath+"/on_http_request",schemaPath:"#/properties/on_http_request/type",keyword:"type",params:{type: schema11.properties.on_http_request.type},message:"must be array,null",schema:schema11.properties.on_http_request.type,parentSchema:schema11.properties.on_http_request,data:data43};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
if(Array.isArray(data43)){
if(data43.length > 0){
const err99 = {instancePath:instancePath+"/on_http_request",schemaPath:"#/properties/on_http_request/maxItems",keyword:"maxItems",params:{limit: 0},message:"must NOT have more than 0 items",schema:0,parentSchema:schema11.properties.on_http_request,data:data43};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
}
if(data.on_http_response !== undefined){
let data44 = data.on_http_response;
if((!(Array.isArray(data44))) && (data44 !== null)){
const err100 = {instancePath:instancePath+"/on_http_response",schemaPath:"#/properties/on_http_response/type",keyword:"type",params:{type: schema11.properties.on_http_response.type},message:"must be array,null",schema:schema11.properties.on_http_response.type,parentSchema:schema11.properties.on_http_response,data:data44};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
if(Array.isArray(data44)){
if(data44.length > 0){
const err101 = {instancePath:instancePath+"/on_http_response",schemaPath:"#/properties/on_http_response/maxItems",keyword:"maxItems",params:{limit: 0},message:"must NOT have more than 0 items",schema:0,parentSchema:schema11.properties.on_http_response,data:data44};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
}
if(data.on_event_stream_message !== undefined){
let data45 = data.on_event_stream_message;
if((!(Array.isArray(data45))) && (data45 !== null)){
const err102 = {instancePath:instancePath+"/on_event_stream_message",schemaPath:"#/properties/on_event_stream_message/type",keyword:"type",params:{type: schema11.properties.on_event_stream_message.type},message:"must be array,null",schema:schema11.properties.on_event_stream_message.type,parentSchema:schema11.properties.on_event_stream_message,data:data45};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
if(Array.isArray(data45)){
if(data45.length > 0){
const err103 = {instancePath:instancePath+"/on_event_stream_message",schemaPath:"#/properties/on_event_stream_message/maxItems",keyword:"maxItems",params:{limit: 0},message:"must NOT have more than 0 items",schema:0,parentSchema:schema11.properties.on_event_stream_message,data:data45};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
}
}
validate10.errors = vErrors;
return errors === 0;
}


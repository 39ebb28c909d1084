import { type Attributes, context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { ConnectionEvent, EventError, TimingObject } from "../events/event.ts";

/**
 * Makes the spans of a connection from its event: one for the connection, below it the TLS handshake, the policies and each dial of an
 * upstream. All their times are in the event, so that nothing is to be carried along while a connection is served, and workers need no
 * tracing of their own. The price is that a span is told once its connection is closed.
 */
export function connectionSpans(tracer: Tracer): (event: ConnectionEvent) => void {
  return ({ event_id, object }) => {
    const { conn, counters, endpoint, traffic_policy: policy, upstream } = object;
    const accepted = Date.parse(conn.start_ts);
    const ended = Math.max(Date.parse(conn.end_ts), accepted);
    const whole = tracer.startSpan(endpoint ? `connection ${endpoint.name ?? endpoint.url}` : "connection", {
      kind: SpanKind.SERVER,
      startTime: accepted,
      root: true,
      attributes: connectionAttributes(event_id, object),
    });
    const inside = trace.setSpan(context.active(), whole);
    const child = (
      name: string,
      kind: SpanKind,
      timing: TimingObject,
      attributes: Attributes,
      error?: EventError,
    ): void => {
      const startTime = accepted + timing.start_ms;
      const span = tracer.startSpan(name, { kind, startTime, attributes }, inside);
      fail(span, error);
      span.end(accepted + Math.max(timing.end_ms, timing.start_ms));
    };
    const { client_hello_ms: hello, handshake_ms: handshake } = counters;
    if (hello !== null && handshake !== null) {
      const failed = isOfHandshake(policy.error) ? policy.error : undefined;
      child(
        "tls handshake",
        SpanKind.INTERNAL,
        { start_ms: hello, end_ms: hello + handshake },
        alertAttributes(conn),
        failed,
      );
    }
    if (policy.timing) {
      const failed = policy.outcome === "error" && !isOfHandshake(policy.error) ? policy.error : null;
      child("policy", SpanKind.INTERNAL, policy.timing, policyAttributes(policy), failed ?? undefined);
    }
    for (const dialled of upstream ? [...(upstream.failed_before ?? []), upstream] : []) {
      child("upstream connect", SpanKind.CLIENT, dialled.timing, upstreamAttributes(dialled), dialled.error);
    }
    fail(whole, policy.error ?? upstream?.error ?? conn.error);
    whole.end(ended);
  };
}

type EventObject = ConnectionEvent["object"];

/** Those of OpenTelemetry's semantic conventions where it has one, else under `sluice.`. */
function connectionAttributes(id: string, { conn, endpoint, traffic_policy: policy }: EventObject): Attributes {
  return {
    "network.transport": "tcp",
    "network.type": conn.client_ip.includes(":") ? "ipv6" : "ipv4",
    "client.address": conn.client_ip,
    "client.port": conn.client_port,
    "server.address": conn.server_name === "" ? conn.server_ip : conn.server_name,
    "server.port": conn.server_port,
    "network.local.address": conn.server_ip,
    "network.local.port": conn.server_port,
    "network.peer.address": conn.peer_ip ?? conn.client_ip,
    "network.peer.port": conn.peer_port ?? conn.client_port,
    ...(conn.server_name === "" ? {} : { "tls.client.server_name": conn.server_name }),
    "sluice.event.id": id,
    ...(endpoint ? { "sluice.endpoint.id": endpoint.id, "sluice.endpoint.url": endpoint.url } : {}),
    ...(endpoint?.name === undefined ? {} : { "sluice.endpoint.name": endpoint.name }),
    "sluice.outcome": policy.outcome,
    "sluice.bytes_in": conn.bytes_in,
    "sluice.bytes_out": conn.bytes_out,
  };
}

function policyAttributes({ outcome, rule, action, timing }: EventObject["traffic_policy"]): Attributes {
  return {
    "sluice.outcome": outcome,
    ...(rule === null ? {} : { "sluice.rule": rule }),
    ...(action === null ? {} : { "sluice.action": action }),
    ...(timing ? { "sluice.policy.work_ms": timing.work_ms } : {}),
  };
}

function upstreamAttributes({ url, address }: NonNullable<EventObject["upstream"]>): Attributes {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address ?? "") ?? [];
  return {
    "network.transport": "tcp",
    "sluice.upstream.url": url,
    ...(host === undefined ? {} : { "network.peer.address": host, "network.peer.port": Number(port) }),
  };
}

function alertAttributes({ tls_alert: alert, server_name: name }: EventObject["conn"]): Attributes {
  return {
    ...(name === "" ? {} : { "tls.client.server_name": name }),
    ...(alert ? { "sluice.tls.alert": alert.name, "sluice.tls.alert.from": alert.from } : {}),
  };
}

/** What a rule meant to refuse is no error. */
function fail(span: Span, error: EventError | null | undefined): void {
  if (!error) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  span.setAttribute("error.type", error.code);
}

function isOfHandshake(error: EventError | null): error is EventError {
  return /^(?:tls-handshake|client-certificate)-/.test(error?.code ?? "");
}

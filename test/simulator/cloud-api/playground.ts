import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from "../../../src/simulator/simulator.ts";
import type { Contact } from "../../../src/simulator/contact.ts";
import type { SimulatedLine } from "../../../src/simulator/line.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";

/** An answer of the fake Graph API, parsed where it is JSON. */
export interface GraphAnswer {
  status: number;
  headers: Headers;
  raw: string;
  body: {
    error?: {
      code: number;
      message: string;
      error_subcode?: number;
      error_data: { details: string };
    };
    contacts?: { input: string; wa_id?: string; user_id?: string }[];
    messages?: { id: string; message_status?: string }[];
    [member: string]: unknown;
  };
}

/** As for `fetch`, with plain headers. */
export interface CallOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string | FormData;
}

/** One status as the webhook carried it. */
export interface SeenStatus {
  id: string;
  status: string;
  biz_opaque_callback_data?: string;
  recipient_id?: string;
  recipient_user_id?: string;
  errors?: { code: number }[];
}

/** A simulator with one line and a receiver for its webhooks. */
export interface Playground extends AsyncDisposable {
  sim: Simulator;
  line: SimulatedLine;
  receiver: Receiver;
  /** Any call to the fake Graph API. */
  call(path: string, init?: CallOptions): Promise<GraphAnswer>;
  /** `POST /messages` from the line; members given override the usual ones. */
  send(body: Record<string, unknown>, token?: string): Promise<GraphAnswer>;
  /** A text to a contact, with callback data. */
  text(to: Contact, callbackData?: string): Promise<GraphAnswer>;
  /** Every status that arrived, in order of arrival. */
  statuses(): SeenStatus[];
}

/** Starts one; virtual clock, and no pair rate or throughput unless asked for. */
export async function createPlayground(options: SimulatorOptions = {}): Promise<Playground> {
  const receiver = await createReceiver();
  const sim = await createSimulator({
    limits: { pairRate: false, throughputPerSecond: Infinity },
    ...options,
    webhookUrl: receiver.origin,
  });
  const line = sim.line("200000000000000001", "525550000001", "300000000000000001");
  let sent = 0;

  const call = async (path: string, init: CallOptions = {}): Promise<GraphAnswer> => {
    const answer = await fetch(`${sim.graphUrl}/v25.0/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${line.accessToken}`, ...init.headers },
    });
    const raw = await answer.text();
    return { status: answer.status, headers: answer.headers, raw, body: jsonOrEmpty(raw) };
  };
  const send: Playground["send"] = (body, token = line.accessToken) =>
    call(`${line.phoneNumberId}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ messaging_product: "whatsapp", ...body }),
    });
  return {
    sim,
    line,
    receiver,
    call,
    send,
    text: (to, callbackData = `out-${(sent += 1)}`) =>
      send({
        ...(to.identity().waId === undefined
          ? { recipient: to.profile.userId }
          : { to: `+${to.profile.waId}` }),
        type: "text",
        text: { body: "Buenas tardes" },
        biz_opaque_callback_data: callbackData,
      }),
    statuses: () =>
      receiver.requests.flatMap(({ rawBody }) => {
        const parsed = JSON.parse(rawBody.toString("utf8")) as {
          entry: { changes: { value: { statuses?: SeenStatus[] } }[] }[];
        };
        return parsed.entry.flatMap(({ changes }) =>
          changes.flatMap((c) => c.value.statuses ?? []),
        );
      }),
    [Symbol.asyncDispose]: async () => {
      await sim.close();
      await receiver.close();
    },
  };
}

function jsonOrEmpty(raw: string): GraphAnswer["body"] {
  try {
    return JSON.parse(raw) as GraphAnswer["body"];
  } catch {
    return {};
  }
}

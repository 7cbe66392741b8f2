import type { ErrorCode } from "../error-catalogue.ts";
import type { Random } from "../random.ts";

/** One way in which a call to Meta goes wrong (section 12; reliability.md 3.3, F8). */
export type Fault =
  /** Not processed: the connection is cut before the request is read. */
  | { kind: "refuse" }
  /** Not processed: read, then silence. */
  | { kind: "hang" }
  /** Not processed: a bare HTTP answer, such as 500 without a body or 429 with `Retry-After`. */
  | { kind: "http"; status: number; body?: string; retryAfterSeconds?: number }
  /** Not processed: an error code of section 9. */
  | { kind: "error"; code: ErrorCode }
  /** Not processed: the token of this call expires now and stays expired until renewed. */
  | { kind: "expire_token" }
  /** Processed; the answer never comes and the connection stays open. */
  | { kind: "drop_response" }
  /** Processed; the connection is reset instead of an answer. */
  | { kind: "close_socket" }
  /** Processed; the answer comes only after the `sent` status was posted and answered. */
  | { kind: "late_response" }
  /** Processed; answered with 500 all the same. */
  | { kind: "error_after_accept" }
  /** Processed; 200 with something that is no JSON. */
  | { kind: "rubbish" }
  /** Processed; the answer takes this long, in real milliseconds. */
  | { kind: "slow"; ms: number }
  /** Accepted with 200; a `failed` status with this code follows. */
  | { kind: "fail_later"; code: ErrorCode }
  /** Accepted with 200; no status ever comes: dropped after its time to live. */
  | { kind: "no_status" };

/** The routes faults can be aimed at. */
export type Route = "messages" | "media" | "templates" | "subscribed_apps" | "phone_number";

/** Which calls a fault hits. */
export interface FaultAim {
  /** Default: `messages`. */
  route?: Route;
  phoneNumberId?: string;
  /** How often; default 1. `Infinity` for every call until cleared. */
  times?: number;
  /** Only every so-many-th call that is aimed at. */
  every?: number;
}

/** Faults to come. */
export interface FaultPlan {
  /** On demand: the next matching calls. Earlier orders go first. */
  inject(fault: Fault, aim?: FaultAim): void;
  /** By seeded probability: each matching call draws once; the shares' sum is at most 1. */
  shares(shares: { fault: Fault; share: number }[], route?: Route): void;
  clear(): void;
  /** The fault of this call, if any. Called once per call. */
  draw(call: { route: Route; id: string }): Fault | undefined;
  /** How often each kind has struck. */
  counts(): Record<string, number>;
}

/** Creates a plan without faults. */
export function createFaultPlan(random: Random): FaultPlan {
  let orders: { fault: Fault; aim: FaultAim; left: number; seen: number }[] = [];
  const shares = new Map<Route, { fault: Fault; share: number }[]>();
  const counts: Record<string, number> = {};

  const ordered = (call: { route: Route; id: string }): Fault | undefined => {
    for (const order of orders) {
      const { route = "messages", phoneNumberId = call.id, every = 1 } = order.aim;
      if (route !== call.route || phoneNumberId !== call.id || order.left <= 0) continue;
      order.seen += 1;
      if (order.seen % every !== 0) continue;
      order.left -= 1;
      return order.fault;
    }
    return undefined;
  };

  const drawn = (route: Route): Fault | undefined => {
    const table = shares.get(route);
    if (table === undefined) return undefined;
    let rest = random.next();
    for (const { fault, share } of table) {
      if (rest < share) return fault;
      rest -= share;
    }
    return undefined;
  };

  return {
    inject: (fault, aim = {}) => void orders.push({ fault, aim, left: aim.times ?? 1, seen: 0 }),
    shares: (table, route = "messages") => void shares.set(route, table),
    clear: () => {
      orders = [];
      shares.clear();
    },
    draw: (call) => {
      const fault = ordered(call) ?? drawn(call.route);
      if (fault !== undefined) counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
      return fault;
    },
    counts: () => ({ ...counts }),
  };
}

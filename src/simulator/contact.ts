import type { Clock } from "./clock.ts";
import type { IdMint } from "./ids.ts";
import type { People } from "./people.ts";
import type { AcceptedSend } from "./cloud-api/send-log.ts";
import { callConnected, callTerminated, type Call } from "./payloads/calls.ts";
import { text, type Content } from "./payloads/content.ts";
import type { Identity } from "./payloads/identity.ts";
import { messageUpdate } from "./payloads/message.ts";
import { userPreferencesUpdate } from "./payloads/preferences.ts";
import type { Riders } from "./payloads/riders.ts";
import { userChangedNumber, userChangedUserId } from "./payloads/system.ts";
import type { LineRef, Update } from "./payloads/update.ts";
import { opensWindow } from "./windows.ts";

/** Who somebody is and how they behave. */
export interface ContactProfile extends Identity {
  /** Keep the phone out of every webhook, as for people with a username (section 4). */
  hidesPhone?: boolean;
  /** Other spellings that reach the same person: 521.../52..., with and without the ninth digit. */
  alsoReachedAs?: string[];
  /** Opens the chat after a while: statuses go on to `read`. Default true. */
  reads?: boolean;
  /** The phone is off: statuses stay at `sent`, and nothing is promised after that. Default false. */
  isOffline?: boolean;
}

/** Options of one thing a contact does. */
export interface Moment {
  /** When it happens, by the contact's phone; default now. May lie in the past or the future. */
  at?: number;
  riders?: Riders;
}

/** What was sent. `key` finds it in the ledger. */
export interface Said {
  /** wamid or wacid. */
  id: string;
  at: number;
  key: string;
}

/** A person outside. Everything they do becomes a webhook of the line it concerns. */
export interface Contact {
  /** Stable over rotations; known to the simulator only. */
  readonly id: string;
  readonly profile: Readonly<ContactProfile>;
  /** As webhooks show them now. */
  identity(): Identity;
  says(line: LineRef, body: string, moment?: Moment): Said;
  sends(line: LineRef, content: Content, moment?: Moment): Said;
  /** Calls the business. Opens the window whether answered or not. */
  calls(line: LineRef, call?: { at?: number; answeredForMs?: number }): Said;
  /** Changes number: all ids given replace the old ones; each line is told, as Meta tells it. */
  changesNumber(lines: LineRef[], to: Partial<Identity>): Said[];
  /** Stops or resumes marketing messages. */
  prefers(line: LineRef, value: "stop" | "resume"): void;
  readonly hasStoppedMarketing: boolean;
  /** What reached the phone, in order. */
  readonly received: AcceptedSend[];
}

/** What a contact needs of the world around. */
export interface ContactWorld {
  clock: Clock;
  ids: IdMint;
  people: People;
  emit: (update: Update) => void;
  /** Told of every message and call before its webhook: the line saw it, whether or not we did. */
  reached: (event: {
    line: LineRef;
    contactId: string;
    id: string;
    at: number;
    opens: boolean;
  }) => void;
}

/** Creates a contact and enters it in the directory. */
export function createContact(id: string, given: ContactProfile, world: ContactWorld): Contact {
  const { clock, ids, emit } = world;
  let profile: ContactProfile = { ...given };
  let hasStoppedMarketing = false;
  const wamid = (): string => ids.wamid(profile.waId ?? "10000000000", "in");

  const sends = (line: LineRef, content: Content, moment: Moment = {}): Said => {
    const said = { line, from: visible(profile), id: wamid(), at: moment.at ?? clock.now() };
    const riders = moment.riders ?? {};
    const opens = opensWindow(content.type) && riders.groupId === undefined;
    world.reached({ line, contactId: id, id: said.id, at: said.at, opens });
    const update = messageUpdate({ ...said, content, riders });
    emit(update);
    return { id: said.id, at: said.at, key: update.key };
  };

  const changesNumber = (lines: LineRef[], to: Partial<Identity>): Said[] => {
    const before = profile;
    profile = { ...profile, ...to };
    world.people.moved(contact, before);
    const build = visible(before).waId === undefined ? userChangedUserId : userChangedNumber;
    return lines.map((line) => {
      const change = { line, id: wamid(), at: clock.now() };
      const update = build({ ...change, before: visible(before), after: visible(profile) });
      emit(update);
      return { id: change.id, at: change.at, key: update.key };
    });
  };

  const contact: Contact = {
    id,
    get profile() {
      return profile;
    },
    get hasStoppedMarketing() {
      return hasStoppedMarketing;
    },
    identity: () => visible(profile),
    says: (line, body, moment) => sends(line, text(body), moment),
    sends,
    calls: (line, call = {}) =>
      callBusiness(world, { contactId: id, line, person: visible(profile), ...call }),
    changesNumber,
    prefers: (line, value) => {
      hasStoppedMarketing = value === "stop";
      emit(userPreferencesUpdate(line, visible(profile), { value, at: clock.now() }));
    },
    received: [],
  };
  world.people.add(contact);
  return contact;
}

/** Only the identifiers that exist, and no phone if it is hidden: Meta omits what it does not tell. */
function visible(profile: ContactProfile): Identity {
  const { name, waId, userId, parentUserId, username } = profile;
  return {
    name,
    ...(waId !== undefined && profile.hidesPhone !== true && { waId }),
    ...(userId !== undefined && { userId }),
    ...(parentUserId !== undefined && { parentUserId }),
    ...(username !== undefined && { username }),
  };
}

const missedCallMs = 20_000;

function callBusiness(
  world: ContactWorld,
  by: { contactId: string; line: LineRef; person: Identity; at?: number; answeredForMs?: number },
): Said {
  const { line, person, at = world.clock.now(), answeredForMs } = by;
  const call: Call = { line, id: world.ids.wacid(), person, direction: "USER_INITIATED", at };
  world.reached({ line, contactId: by.contactId, id: call.id, at, opens: true });
  const ringing = callConnected(call);
  world.emit(ringing);
  const endedAt = at + (answeredForMs ?? missedCallMs);
  const ended =
    answeredForMs === undefined
      ? callTerminated({ ...call, at: endedAt }, { status: "FAILED" })
      : callTerminated({ ...call, at: endedAt }, { status: "COMPLETED", startedAt: at, endedAt });
  world.clock.at(endedAt, () => world.emit(ended));
  return { id: call.id, at, key: ringing.key };
}

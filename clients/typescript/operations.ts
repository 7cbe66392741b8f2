// Made by scripts/generate-client.ts from /openapi.json. Changes by hand are lost, and a test finds them.

/** RFC 9457. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  /** Stable, dotted: switch on this one. */
  code: string;
  detail?: string;
  /** Members of the request that break a rule. */
  errors?: {
    field: string;
    rule: string;
  }[];
  /** Of 413: how many bytes the body or the file may have here. */
  bytesMax?: number;
  /** This request, as our log knows it. */
  instance: string;
};

export type EventLine = {
  id: string;
  name: string;
};

/** As known when it happened. Any of `waId`, `userId` and `username` may be null, but not all that identify. */
export type EventContact = {
  id: string;
  /** The profile name in WhatsApp; empty when never told. */
  name: string;
  waId: string | null;
  userId: string | null;
  username: string | null;
};

export type EventRun = {
  id: string;
  /** The automation. */
  flowId: string;
  /** The version it entered with (R14.7). */
  flowVersion: number;
  /** How many starts by automations lie between it and the world (Q60). */
  depth: number;
};

export type AutomationRunStartedData = {
  line: EventLine;
  contact: EventContact;
  run: EventRun;
  /** The start event, and the event, call or run that was it. */
  trigger: {
    type: string;
    id: string;
  };
};

export type AutomationRunEndedData = {
  line: EventLine;
  contact: EventContact;
  run: EventRun;
  end: "completed" | "stopped" | "closed" | "handed_over" | "failed" | "left" | "restarted" | "cut";
  reason: string | null;
  /** The step at which it ended. */
  stepId: string | null;
};

export type CallData = {
  line: EventLine;
  contact: EventContact;
  call: {
    /** WhatsApp's id of the call. */
    sourceId: string;
    /** WhatsApp's word in small letters: `connect`, `terminate`, `ringing`, `accepted`, `rejected`. */
    event: string;
    direction: "incoming" | "outgoing";
  };
};

export type IdentityChangedData = {
  line: EventLine;
  contact: EventContact;
  change: "number" | "userId" | "identity";
};

export type ContactCreatedData = {
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  ownerId: string | null;
};

export type ContactUpdatedData = {
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  /** Which, and never what they say: whoever may read them finds them in the contact. Custom fields as `custom.` and their key. */
  fields: string[];
};

export type ContactOwnerData = {
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  ownerId: string | null;
  previousOwnerId: string | null;
};

export type ContactMarketingData = {
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  isMarketing: boolean;
};

export type ContactPreferenceData = {
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  /** `whatsapp`: whatever no person writes by hand. `marketing`: marketing alone. */
  preference: "whatsapp" | "marketing";
  wanted: boolean;
  source: "whatsapp" | "stop_word" | "user";
};

export type ContactAssociatedData = {
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  /** There when somebody wrote on this line, and was found by their number. */
  lineId?: string;
  /** There when a user associated them: the contact that went into this one. */
  mergedContactId?: string;
  ownerId: string | null;
};

export type ContactMergedData = {
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  mergedContactId: string;
  ownerId: string | null;
};

export type ContactDeletedData = {
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  /** What another program calls it. */
  externalId: string | null;
};

export type Actor = {
  kind: "contact" | "user" | "phone" | "automation" | "rule" | "system";
  id: string;
};

export type Author = {
  kind: "contact" | "user" | "phone" | "automation" | "rule" | "system";
  id: string;
  /** Of users, contacts and automations; null for the others, and for what has no name or is there no more. */
  name: string | null;
};

export type ConversationStartedData = {
  line: EventLine;
  contact: EventContact;
  /** Number of the stretch from opening to closing. */
  episode: number;
  /** Ad or post of the message that opened it. */
  adId: string | null;
};

export type ConversationOpenedData = {
  line: EventLine;
  contact: EventContact;
  /** Number of the stretch from opening to closing. */
  episode: number;
  openedBy: "contact" | "user" | "phone" | "automation" | "rule" | "system";
  /** Ad or post of the message that opened it. */
  adId: string | null;
};

export type ConversationClosedData = {
  line: EventLine;
  contact: EventContact;
  /** Number of the stretch from opening to closing. */
  episode: number;
  closedBy: "contact" | "user" | "phone" | "automation" | "rule" | "system";
  description: string;
  reasonCode: string | null;
  /** Whether the contact's next opening may start automations again. */
  rearmed: boolean;
  /** Closed while somebody still had to look. */
  unread: boolean;
};

export type ConversationOwnerData = {
  line: EventLine;
  contact: EventContact;
  ownerId: string | null;
  previousOwnerId: string | null;
  /** Until when the new owner has to read or answer, on lines with such a deadline. */
  pickupDueAt: string | null;
};

export type ConversationGivenData = {
  line: EventLine;
  contact: EventContact;
  ownerId: string | null;
  previousOwnerId: string | null;
  /** Until when the new owner has to read or answer, on lines with such a deadline. */
  pickupDueAt: string | null;
  /** Where a flow chose the new owner: by which rule. */
  chosenBy?: "roundRobin" | "fewestOpen";
  /** Of how many who could have had it. */
  chosenOf?: number;
};

export type ConversationPickupData = {
  line: EventLine;
  contact: EventContact;
  ownerId: string;
};

export type ConversationPlainData = {
  line: EventLine;
  contact: EventContact;
};

export type ConversationTaggedData = {
  line: EventLine;
  contact: EventContact;
  /** All that it carries now. */
  tags: string[];
  added: string[];
};

export type ConversationUntaggedData = {
  line: EventLine;
  contact: EventContact;
  /** All that it carries now. */
  tags: string[];
  removed: string[];
};

export type ConversationNotedData = {
  line: EventLine;
  contact: EventContact;
  note: {
    id: string;
    text: string;
    author: Actor;
  };
};

/** As WhatsApp reports it; only `code` classifies. */
export type ProviderError = {
  code: number;
  title: string | null;
  details: string | null;
};

/** What a message says. `unsupported`: WhatsApp showed the person something that it does not hand on, or that is newer than this version. */
export type MessageContent = {
  type: "text";
  text: string;
} | {
  type: "image" | "video" | "audio" | "document" | "sticker";
  mediaId: string | null;
  mimeType: string | null;
  sha256: string | null;
  url: string | null;
  caption: string | null;
  filename: string | null;
  voice: boolean;
  animated: boolean;
  /** Announced by an import, and not here yet. */
  awaited: boolean;
} | {
  type: "location";
  latitude: number;
  longitude: number;
  name: string | null;
  address: string | null;
  url: string | null;
} | {
  type: "contacts";
  contacts: ({
    name: string | null;
    phones: ({
      phone: string | null;
      waId: string | null;
      type: string | null;
    })[];
    emails: string[];
    vcard: string | null;
  })[];
} | {
  type: "reply";
  via: "button" | "list" | "template";
  id: string | null;
  title: string;
  description: string | null;
} | {
  type: "form";
  name: string | null;
  body: string | null;
  responseText: string | null;
  response: Record<string, unknown> | null;
} | {
  type: "callPermission";
  accepted: boolean;
  /** Epoch milliseconds. */
  expiresAt: number | null;
  source: string | null;
} | {
  type: "order";
  catalogId: string | null;
  text: string | null;
  items: ({
    retailerId: string;
    quantity: number;
    price: number | null;
    currency: string | null;
  })[];
} | {
  type: "template";
  name: string;
  language: string;
  text: string;
  /** Of a template sent from here: what stood in its placeholders. */
  values?: Record<string, string>;
} | {
  type: "choices";
  via: "buttons" | "list";
  header: {
    type: "text" | "image" | "video" | "document";
    text: string | null;
    mediaId: string | null;
  } | null;
  body: string;
  footer: string | null;
  button: string | null;
  sections: ({
    title: string | null;
    rows: ({
      id: string;
      title: string;
      description: string | null;
    })[];
  })[];
} | {
  type: "reaction";
  /** The message that the business reacted to. */
  targetId: string;
  /** Null: taken back. */
  emoji: string | null;
} | {
  type: "unsupported";
  wireType: string;
  unsupportedType: string | null;
  errors: ProviderError[];
};

export type MediaFile = {
  id: string;
  state: "pending" | "ready" | "failed";
  /** Path of the download when it is ready; it needs the token too. */
  url: string | null;
  /** As detected from the bytes. */
  type: string | null;
  bytes: number | null;
  /** Why the file will not come. `expired`: WhatsApp does not have it any more. `type_refused`: its bytes are of no type that is kept, or not what the message says. `infected`: the antivirus found something. `unscanned`: it could not look, so the file was not taken. */
  failure: "expired" | "too_large" | "type_refused" | "damaged" | "infected" | "unscanned" | "unreachable" | null;
};

export type Media = {
  id: string;
  kind: "image" | "video" | "audio" | "document" | "sticker";
  /** As detected from the bytes. */
  type: string;
  bytes: number;
  sha256: string;
  /** Safe to show and to save under. */
  filename: string;
  /** Of stickers. */
  animated: boolean;
  /** In no list, and for whoever uploaded it alone. */
  oneOff: boolean;
  createdBy: string;
  createdAt: string;
  /** Path of the download; it needs the token too. */
  url: string;
};

export type MessageContext = {
  /** WhatsApp's id of the message that this one answers. */
  sourceId: string | null;
  forwarded: boolean;
  frequentlyForwarded: boolean;
  product: {
    catalogId: string | null;
    retailerId: string | null;
  } | null;
};

export type MessageReferral = {
  sourceId: string | null;
  sourceType: string | null;
  sourceUrl: string | null;
  headline: string | null;
  body: string | null;
  clickId: string | null;
};

export type Message = {
  kind: "message";
  id: string;
  /** WhatsApp's id (wamid). */
  sourceId: string | null;
  direction: "incoming" | "outgoing";
  origin: "live" | "echo" | "history";
  sender: Author;
  episode: number;
  version: number;
  occurredAt: string;
  receivedAt: string;
  /** Null when it was revoked. */
  content: MessageContent | null;
  /** Of messages with media. */
  file: MediaFile | null;
  /** `uncertain`: the answer to the send was lost, and nobody knows yet whether WhatsApp took it. It is never sent again by itself. */
  status: "queued" | "uncertain" | "sent" | "delivered" | "read" | "played" | "failed" | null;
  errors: ProviderError[];
  pricing: {
    billable: boolean | null;
    model: string | null;
    type: string | null;
    category: string | null;
  } | null;
  context: MessageContext | null;
  referral: MessageReferral | null;
  reactions: ({
    by: "contact" | "business";
    /** Null: taken back. */
    emoji: string | null;
    occurredAt: string;
  })[];
  /** Earlier wordings, oldest first; none of a revoked message. */
  edits: {
    content: MessageContent;
    replacedAt: string;
  }[];
  revokedAt: string | null;
  /** Why it failed; absent while it has not. */
  failure?: "window_expired" | "window" | "recipient" | "ecosystem" | "quality" | "template" | "media" | "request" | "authorization" | "account" | "registration" | "opted_out" | "superseded" | "exhausted" | "transient" | "unknown";
  /** The message that this one repeats. */
  resendOf?: string;
  /** The message that repeats this one. */
  resentAs?: string;
};

export type Activity = {
  kind: "activity";
  id: string;
  activity: "opened" | "closed" | "assigned" | "unassigned" | "handed_over" | "picked_up" | "not_picked_up" | "window_expired" | "tagged" | "untagged" | "call" | "identity_changed";
  actor: Author;
  episode: number;
  version: number;
  occurredAt: string;
  /** What changed. Owners stand in it by id and by name: `ownerId`, `ownerName`, `previousOwnerId`, `previousOwnerName`. */
  data: Record<string, string | number | boolean | null>;
};

/** Internal: it was never sent to the contact. */
export type Note = {
  kind: "note";
  id: string;
  text: string;
  author: Author;
  episode: number;
  version: number;
  occurredAt: string;
};

export type MessageReceivedData = {
  line: EventLine;
  contact: EventContact;
  message: {
    /** Within its conversation. */
    id: string;
    /** WhatsApp's id (wamid); null until it has taken it. */
    sourceId: string | null;
    direction: "incoming" | "outgoing";
    /** `echo`: sent from the phone app. `history`: imported from there. */
    origin: "live" | "echo" | "history";
    occurredAt: string;
    /** Null when it was revoked; its `type` alone when `truncated`. */
    content: MessageContent | {
      type: string;
    } | null;
    /** There when the content is too long for an event; the timeline has it. */
    truncated?: true;
    /** There when it answers a message. */
    context?: MessageContext;
    /** There when an ad brought it. */
    referral?: MessageReferral;
  };
};

export type MessageEchoedData = {
  line: EventLine;
  contact: EventContact;
  message: {
    /** Within its conversation. */
    id: string;
    /** WhatsApp's id (wamid); null until it has taken it. */
    sourceId: string | null;
    direction: "incoming" | "outgoing";
    /** `echo`: sent from the phone app. `history`: imported from there. */
    origin: "live" | "echo" | "history";
    occurredAt: string;
    /** Null when it was revoked; its `type` alone when `truncated`. */
    content: MessageContent | {
      type: string;
    } | null;
    /** There when the content is too long for an event; the timeline has it. */
    truncated?: true;
    /** There when it answers a message. */
    context?: MessageContext;
    /** There when an ad brought it. */
    referral?: MessageReferral;
    /** How far it has come. */
    status: "queued" | "uncertain" | "sent" | "delivered" | "read" | "played" | "failed";
  };
};

export type MessageQueuedData = {
  line: EventLine;
  contact: EventContact;
  message: {
    /** Within its conversation. */
    id: string;
    /** WhatsApp's id (wamid); null until it has taken it. */
    sourceId: string | null;
    direction: "incoming" | "outgoing";
    /** `echo`: sent from the phone app. `history`: imported from there. */
    origin: "live" | "echo" | "history";
    occurredAt: string;
    /** Null when it was revoked; its `type` alone when `truncated`. */
    content: MessageContent | {
      type: string;
    } | null;
    /** There when the content is too long for an event; the timeline has it. */
    truncated?: true;
    context?: {
      /** WhatsApp's id of the message that this one answers. */
      sourceId: string | null;
      forwarded: boolean;
      frequentlyForwarded: boolean;
      product: null;
    };
    /** How far it has come. */
    status: "queued" | "uncertain" | "sent" | "delivered" | "read" | "played" | "failed";
    /** The failed message that it repeats. */
    resendOf?: string;
  };
};

export type MessageEditedData = {
  line: EventLine;
  contact: EventContact;
  message: {
    /** Within its conversation. */
    id: string;
    /** WhatsApp's id (wamid); null until it has taken it. */
    sourceId: string | null;
    direction: "incoming" | "outgoing";
    /** `echo`: sent from the phone app. `history`: imported from there. */
    origin: "live" | "echo" | "history";
    occurredAt: string;
    /** Null when it was revoked; its `type` alone when `truncated`. */
    content: MessageContent | {
      type: string;
    } | null;
    /** There when the content is too long for an event; the timeline has it. */
    truncated?: true;
    /** There when it answers a message. */
    context?: MessageContext;
    /** There when an ad brought it. */
    referral?: MessageReferral;
    /** Of outgoing messages. */
    status?: "queued" | "uncertain" | "sent" | "delivered" | "read" | "played" | "failed";
    /** The failed message that it repeats. */
    resendOf?: string;
  };
};

export type MessageStatusData = {
  line: EventLine;
  contact: EventContact;
  message: {
    /** Within its conversation. */
    id: string;
    /** WhatsApp's id (wamid); null until it has taken it. */
    sourceId: string | null;
    status: "queued" | "uncertain" | "sent" | "delivered" | "read" | "played" | "failed";
  };
};

export type MessageFailedData = {
  line: EventLine;
  contact: EventContact;
  message: {
    /** Within its conversation. */
    id: string;
    /** WhatsApp's id (wamid); null until it has taken it. */
    sourceId: string | null;
    status: "queued" | "uncertain" | "sent" | "delivered" | "read" | "played" | "failed";
  };
  /** As WhatsApp told them; may be none. */
  errors: ProviderError[];
  reason: "window_expired" | "window" | "recipient" | "ecosystem" | "quality" | "template" | "media" | "request" | "authorization" | "account" | "registration" | "opted_out" | "superseded" | "exhausted" | "transient" | "unknown";
};

export type MessageReactedData = {
  line: EventLine;
  contact: EventContact;
  message: {
    /** Within its conversation. */
    id: string;
    /** WhatsApp's id (wamid); null until it has taken it. */
    sourceId: string | null;
  };
  by: "contact" | "business";
  /** Null: taken back. */
  emoji: string | null;
};

export type MessageRevokedData = {
  line: EventLine;
  contact: EventContact;
  message: {
    /** Within its conversation. */
    id: string;
    /** WhatsApp's id (wamid); null until it has taken it. */
    sourceId: string | null;
  };
};

export type RecordCreatedData = {
  recordId: string;
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  ownerId: string | null;
  /** Opportunities are open, won or lost; activities and tasks pending or done. */
  state: "open" | "won" | "lost" | "pending" | "done";
};

export type RecordUpdatedData = {
  recordId: string;
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  /** Which, and never what they say. */
  fields: string[];
  /** Opportunities are open, won or lost; activities and tasks pending or done. */
  state: "open" | "won" | "lost" | "pending" | "done";
};

export type RecordOwnerData = {
  recordId: string;
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
  ownerId: string | null;
  previousOwnerId: string | null;
};

export type RecordDeletedData = {
  recordId: string;
  contactId: string;
  /** Of the contact, or of the record: its `ETag`. */
  version: number;
};

export type WindowData = {
  line: EventLine;
  contact: EventContact;
  /** By WhatsApp's clock, of the message or call of the contact that counts. */
  lastInboundAt: string;
  expiresAt: string;
  /** When it happened; 0 when it is shut. */
  secondsLeft: number;
};

export type Conversation = {
  id: string;
  line: {
    id: string;
    name: string;
    displayPhoneNumber: string;
  };
  contact: {
    id: string;
    /** Of the CRM, or else of the WhatsApp profile; empty when there is neither. */
    name: string;
    /** In WhatsApp; empty when it never told one. */
    profileName: string;
    /** E.164 with its plus. A WhatsApp user need not have one. */
    phone: string | null;
    waId: string | null;
    /** Business-scoped user id. */
    userId: string | null;
    username: string | null;
    isCrmContact: boolean;
  };
  /** The short answer; the regions beside it are independent of each other. */
  state: "open" | "window-expired" | "closed" | "reassigned";
  lifecycle: "open" | "closed";
  /** The customer service window, as of `now`. */
  window: {
    state: "none" | "open" | "expired";
    lastInboundAt: string | null;
    expiresAt: string | null;
    secondsLeft: number;
    /** Until then free-form messages are taken: a minute less than the window. */
    freeFormUntil: string | null;
  };
  ownership: "unassigned" | "assigned" | "reassigned";
  attention: "read" | "unread";
  owner: {
    id: string;
    name: string;
  } | null;
  unread: {
    count: number;
    marked: boolean;
  };
  tags: string[];
  /** The stretch from opening to closing that is under way or was last. */
  episode: {
    number: number;
    openedAt: string | null;
    openedBy: Actor | null;
    closedAt: string | null;
    closedBy: Actor | null;
    description: string | null;
    reasonCode: string | null;
    /** Whether its end lets the contact's next message fire `conversation.started_by_contact`; null before. */
    rearmed: boolean | null;
    adId: string | null;
  };
  lastMessage: {
    id: string;
    direction: "incoming" | "outgoing";
    type: string;
    text: string;
    occurredAt: string;
  } | null;
  lastActivityAt: string | null;
  /** Also the ETag: `"v17"`. */
  version: number;
  commands: ({
    name: "close" | "reopen" | "assign" | "read" | "unread" | "claim" | "tag" | "untag" | "note" | "send" | "resend" | "typing";
    enabled: boolean;
    /** Why not: the code that the refusal would have. */
    reason?: string;
  })[];
  /** The time for which all this was said. */
  now: string;
};

/** What has become of the automation in the meantime. `ETag` is its present one. */
export type AutomationChanged = {
  type: string;
  title: string;
  status: number;
  /** Stable, dotted: switch on this one. */
  code: string;
  detail?: string;
  /** Members of the request that break a rule. */
  errors?: {
    field: string;
    rule: string;
  }[];
  /** Of 413: how many bytes the body or the file may have here. */
  bytesMax?: number;
  /** This request, as our log knows it. */
  instance: string;
  /** The number in its present `ETag`: `"v3"`. */
  revision: number;
  newestVersion: number;
  /** Null: it is switched off. */
  liveVersion: number | null;
};

/** What starts a flow, and its steps. `GET /v1/automations/schema` has it as JSON Schema. */
export type AutomationDefinition = {
  name: string;
  description: string | null;
  start: {
    on: "conversation.started_by_contact" | "conversation.opened" | "conversation.closed" | "conversation.assigned" | "conversation.reassigned" | "conversation.not_picked_up" | "message.failed" | "window.closing" | "window.expired" | "conversation.opened_by_whatsapp_message" | "conversation.opened_by_inbox_message" | "contact.created" | "contact.updated" | "manual" | "http";
  } | {
    on: "message.received";
    match: {
      kind: "any";
    } | {
      kind: "keyword";
      words: string[];
    } | {
      kind: "pattern";
      pattern: string;
    } | {
      kind: "button" | "list";
      ids: string[] | null;
    } | {
      kind: "media";
      types: ("image" | "video" | "audio" | "document" | "sticker")[] | null;
    };
  } | {
    on: "template.answered";
    names: string[] | null;
  } | {
    on: "conversation.tagged";
    tags: string[] | null;
  } | {
    on: "no_answer.team";
    afterMs: number;
  } | {
    on: "no_answer.contact";
    afterMs: number;
  };
  scope: {
    channels: "whatsapp"[] | null;
    lines: string[] | null;
    adIds: string[] | null;
  };
  when: {
    all: ({
      field: "channel";
      in: "whatsapp"[];
    } | {
      field: "line";
      in: string[];
    } | {
      field: "contactAnswered";
      is: boolean;
    } | {
      field: "owner";
      in: string[];
    } | {
      field: "isCrmContact";
      is: boolean;
    } | {
      field: "status";
      in: ("open" | "closed")[];
    } | {
      field: "hasOwner";
      is: boolean;
    } | {
      field: "hasUnread";
      is: boolean;
    } | {
      field: "adId";
      in: string[];
    } | {
      field: "contactField";
      key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "opportunityField";
      key: "title" | "amount" | "currency" | "stage" | "state";
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "variable";
      name: string;
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "tags";
      any: string[];
    } | {
      field: "businessHours";
      is: boolean;
    } | {
      field: "windowLeft";
      atLeastMs: number;
    } | {
      field: "lastText";
      words: string[];
    } | {
      field: "lastTextPattern";
      pattern: string;
    } | {
      not: {
        field: "channel";
        in: "whatsapp"[];
      } | {
        field: "line";
        in: string[];
      } | {
        field: "contactAnswered";
        is: boolean;
      } | {
        field: "owner";
        in: string[];
      } | {
        field: "isCrmContact";
        is: boolean;
      } | {
        field: "status";
        in: ("open" | "closed")[];
      } | {
        field: "hasOwner";
        is: boolean;
      } | {
        field: "hasUnread";
        is: boolean;
      } | {
        field: "adId";
        in: string[];
      } | {
        field: "contactField";
        key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "opportunityField";
        key: "title" | "amount" | "currency" | "stage" | "state";
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "variable";
        name: string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "tags";
        any: string[];
      } | {
        field: "businessHours";
        is: boolean;
      } | {
        field: "windowLeft";
        atLeastMs: number;
      } | {
        field: "lastText";
        words: string[];
      } | {
        field: "lastTextPattern";
        pattern: string;
      };
    })[];
  } | {
    any: ({
      field: "channel";
      in: "whatsapp"[];
    } | {
      field: "line";
      in: string[];
    } | {
      field: "contactAnswered";
      is: boolean;
    } | {
      field: "owner";
      in: string[];
    } | {
      field: "isCrmContact";
      is: boolean;
    } | {
      field: "status";
      in: ("open" | "closed")[];
    } | {
      field: "hasOwner";
      is: boolean;
    } | {
      field: "hasUnread";
      is: boolean;
    } | {
      field: "adId";
      in: string[];
    } | {
      field: "contactField";
      key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "opportunityField";
      key: "title" | "amount" | "currency" | "stage" | "state";
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "variable";
      name: string;
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "tags";
      any: string[];
    } | {
      field: "businessHours";
      is: boolean;
    } | {
      field: "windowLeft";
      atLeastMs: number;
    } | {
      field: "lastText";
      words: string[];
    } | {
      field: "lastTextPattern";
      pattern: string;
    } | {
      not: {
        field: "channel";
        in: "whatsapp"[];
      } | {
        field: "line";
        in: string[];
      } | {
        field: "contactAnswered";
        is: boolean;
      } | {
        field: "owner";
        in: string[];
      } | {
        field: "isCrmContact";
        is: boolean;
      } | {
        field: "status";
        in: ("open" | "closed")[];
      } | {
        field: "hasOwner";
        is: boolean;
      } | {
        field: "hasUnread";
        is: boolean;
      } | {
        field: "adId";
        in: string[];
      } | {
        field: "contactField";
        key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "opportunityField";
        key: "title" | "amount" | "currency" | "stage" | "state";
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "variable";
        name: string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "tags";
        any: string[];
      } | {
        field: "businessHours";
        is: boolean;
      } | {
        field: "windowLeft";
        atLeastMs: number;
      } | {
        field: "lastText";
        words: string[];
      } | {
        field: "lastTextPattern";
        pattern: string;
      };
    })[];
  } | null;
  runPolicy: {
    kind: "oncePerContact" | "oncePerConversation" | "oncePerEpisode" | "always";
  } | {
    kind: "oncePerHours";
    hours: number;
  };
  reentry: "skip" | "restart" | "parallel";
  stopWhenClosed: boolean | null;
  takesOver: boolean;
  first: string;
  steps: ({
    id: string;
    do: "decide";
    if: {
      all: ({
        field: "channel";
        in: "whatsapp"[];
      } | {
        field: "line";
        in: string[];
      } | {
        field: "contactAnswered";
        is: boolean;
      } | {
        field: "owner";
        in: string[];
      } | {
        field: "isCrmContact";
        is: boolean;
      } | {
        field: "status";
        in: ("open" | "closed")[];
      } | {
        field: "hasOwner";
        is: boolean;
      } | {
        field: "hasUnread";
        is: boolean;
      } | {
        field: "adId";
        in: string[];
      } | {
        field: "contactField";
        key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "opportunityField";
        key: "title" | "amount" | "currency" | "stage" | "state";
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "variable";
        name: string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "tags";
        any: string[];
      } | {
        field: "businessHours";
        is: boolean;
      } | {
        field: "windowLeft";
        atLeastMs: number;
      } | {
        field: "lastText";
        words: string[];
      } | {
        field: "lastTextPattern";
        pattern: string;
      } | {
        not: {
          field: "channel";
          in: "whatsapp"[];
        } | {
          field: "line";
          in: string[];
        } | {
          field: "contactAnswered";
          is: boolean;
        } | {
          field: "owner";
          in: string[];
        } | {
          field: "isCrmContact";
          is: boolean;
        } | {
          field: "status";
          in: ("open" | "closed")[];
        } | {
          field: "hasOwner";
          is: boolean;
        } | {
          field: "hasUnread";
          is: boolean;
        } | {
          field: "adId";
          in: string[];
        } | {
          field: "contactField";
          key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "opportunityField";
          key: "title" | "amount" | "currency" | "stage" | "state";
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "variable";
          name: string;
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "tags";
          any: string[];
        } | {
          field: "businessHours";
          is: boolean;
        } | {
          field: "windowLeft";
          atLeastMs: number;
        } | {
          field: "lastText";
          words: string[];
        } | {
          field: "lastTextPattern";
          pattern: string;
        };
      })[];
    } | {
      any: ({
        field: "channel";
        in: "whatsapp"[];
      } | {
        field: "line";
        in: string[];
      } | {
        field: "contactAnswered";
        is: boolean;
      } | {
        field: "owner";
        in: string[];
      } | {
        field: "isCrmContact";
        is: boolean;
      } | {
        field: "status";
        in: ("open" | "closed")[];
      } | {
        field: "hasOwner";
        is: boolean;
      } | {
        field: "hasUnread";
        is: boolean;
      } | {
        field: "adId";
        in: string[];
      } | {
        field: "contactField";
        key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "opportunityField";
        key: "title" | "amount" | "currency" | "stage" | "state";
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "variable";
        name: string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "tags";
        any: string[];
      } | {
        field: "businessHours";
        is: boolean;
      } | {
        field: "windowLeft";
        atLeastMs: number;
      } | {
        field: "lastText";
        words: string[];
      } | {
        field: "lastTextPattern";
        pattern: string;
      } | {
        not: {
          field: "channel";
          in: "whatsapp"[];
        } | {
          field: "line";
          in: string[];
        } | {
          field: "contactAnswered";
          is: boolean;
        } | {
          field: "owner";
          in: string[];
        } | {
          field: "isCrmContact";
          is: boolean;
        } | {
          field: "status";
          in: ("open" | "closed")[];
        } | {
          field: "hasOwner";
          is: boolean;
        } | {
          field: "hasUnread";
          is: boolean;
        } | {
          field: "adId";
          in: string[];
        } | {
          field: "contactField";
          key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "opportunityField";
          key: "title" | "amount" | "currency" | "stage" | "state";
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "variable";
          name: string;
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "tags";
          any: string[];
        } | {
          field: "businessHours";
          is: boolean;
        } | {
          field: "windowLeft";
          atLeastMs: number;
        } | {
          field: "lastText";
          words: string[];
        } | {
          field: "lastTextPattern";
          pattern: string;
        };
      })[];
    };
    yes: string | null;
    no: string | null;
  } | {
    id: string;
    do: "split";
    branches: ({
      weight: number;
      next: string | null;
    })[];
  } | {
    id: string;
    do: "send";
    messages: ({
      type: "text";
      text: string;
      previewUrl: boolean;
    } | {
      type: "image" | "video";
      mediaId: string;
      caption: string | null;
    } | {
      type: "audio";
      mediaId: string;
      voice: boolean;
    } | {
      type: "document";
      mediaId: string;
      caption: string | null;
      filename: string | null;
    } | {
      type: "sticker";
      mediaId: string;
    } | {
      type: "location";
      latitude: number;
      longitude: number;
      name: string | null;
      address: string | null;
    } | {
      type: "buttons";
      header: {
        type: "text";
        text: string;
      } | {
        type: "image" | "video" | "document";
        mediaId: string;
      } | null;
      body: string;
      footer: string | null;
      buttons: {
        id: string;
        title: string;
      }[];
    } | {
      type: "list";
      header: string | null;
      body: string;
      footer: string | null;
      button: string;
      sections: ({
        title: string | null;
        rows: ({
          id: string;
          title: string;
          description: string | null;
        })[];
      })[];
    })[];
    whenWindowShut: {
      kind: "fail";
    } | {
      kind: "branch";
      next: string | null;
    } | {
      kind: "template";
      template: {
        name: string;
        /** As the list of templates has it. */
        language: string;
        /** By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`. */
        bindings: Record<string, {
          kind: "field";
          field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          default: string;
        } | {
          kind: "text";
          text: string;
        } | {
          kind: "media";
          mediaId: string;
          filename: string | null;
        } | {
          kind: "location";
          latitude: number;
          longitude: number;
          name: string;
          address: string;
        } | {
          kind: "flow";
          token: string | null;
          data: Record<string, unknown> | null;
        } | {
          kind: "product";
          productId: string;
        } | {
          kind: "products";
          productId: string;
          sections: {
            title: string;
            productIds: string[];
          }[];
        } | {
          kind: "expiry";
          at: string;
        }>;
      };
    };
    next: string | null;
  } | {
    id: string;
    do: "sendTemplate";
    template: {
      name: string;
      /** As the list of templates has it. */
      language: string;
      /** By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`. */
      bindings: Record<string, {
        kind: "field";
        field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        default: string;
      } | {
        kind: "text";
        text: string;
      } | {
        kind: "media";
        mediaId: string;
        filename: string | null;
      } | {
        kind: "location";
        latitude: number;
        longitude: number;
        name: string;
        address: string;
      } | {
        kind: "flow";
        token: string | null;
        data: Record<string, unknown> | null;
      } | {
        kind: "product";
        productId: string;
      } | {
        kind: "products";
        productId: string;
        sections: {
          title: string;
          productIds: string[];
        }[];
      } | {
        kind: "expiry";
        at: string;
      }>;
    };
    next: string | null;
  } | {
    id: string;
    do: "ask";
    message: {
      type: "text";
      text: string;
      previewUrl: boolean;
    } | {
      type: "image" | "video";
      mediaId: string;
      caption: string | null;
    } | {
      type: "audio";
      mediaId: string;
      voice: boolean;
    } | {
      type: "document";
      mediaId: string;
      caption: string | null;
      filename: string | null;
    } | {
      type: "sticker";
      mediaId: string;
    } | {
      type: "location";
      latitude: number;
      longitude: number;
      name: string | null;
      address: string | null;
    } | {
      type: "buttons";
      header: {
        type: "text";
        text: string;
      } | {
        type: "image" | "video" | "document";
        mediaId: string;
      } | null;
      body: string;
      footer: string | null;
      buttons: {
        id: string;
        title: string;
      }[];
    } | {
      type: "list";
      header: string | null;
      body: string;
      footer: string | null;
      button: string;
      sections: ({
        title: string | null;
        rows: ({
          id: string;
          title: string;
          description: string | null;
        })[];
      })[];
    };
    expect: {
      kind: "any" | "text" | "number" | "email" | "phone" | "date" | "media";
    } | {
      kind: "choice";
      choices: ({
        id: string;
        words: string[];
        next: string | null;
      })[];
    } | {
      kind: "pattern";
      pattern: string;
    };
    whenInvalid: {
      type: "text";
      text: string;
      previewUrl: boolean;
    } | {
      type: "image" | "video";
      mediaId: string;
      caption: string | null;
    } | {
      type: "audio";
      mediaId: string;
      voice: boolean;
    } | {
      type: "document";
      mediaId: string;
      caption: string | null;
      filename: string | null;
    } | {
      type: "sticker";
      mediaId: string;
    } | {
      type: "location";
      latitude: number;
      longitude: number;
      name: string | null;
      address: string | null;
    } | {
      type: "buttons";
      header: {
        type: "text";
        text: string;
      } | {
        type: "image" | "video" | "document";
        mediaId: string;
      } | null;
      body: string;
      footer: string | null;
      buttons: {
        id: string;
        title: string;
      }[];
    } | {
      type: "list";
      header: string | null;
      body: string;
      footer: string | null;
      button: string;
      sections: ({
        title: string | null;
        rows: ({
          id: string;
          title: string;
          description: string | null;
        })[];
      })[];
    } | null;
    repeats: number;
    timeoutMs: number;
    saveAs: string | null;
    whenWindowShut: {
      kind: "fail";
    } | {
      kind: "branch";
      next: string | null;
    } | {
      kind: "template";
      template: {
        name: string;
        /** As the list of templates has it. */
        language: string;
        /** By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`. */
        bindings: Record<string, {
          kind: "field";
          field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          default: string;
        } | {
          kind: "text";
          text: string;
        } | {
          kind: "media";
          mediaId: string;
          filename: string | null;
        } | {
          kind: "location";
          latitude: number;
          longitude: number;
          name: string;
          address: string;
        } | {
          kind: "flow";
          token: string | null;
          data: Record<string, unknown> | null;
        } | {
          kind: "product";
          productId: string;
        } | {
          kind: "products";
          productId: string;
          sections: {
            title: string;
            productIds: string[];
          }[];
        } | {
          kind: "expiry";
          at: string;
        }>;
      };
    };
    next: string | null;
    onInvalid: string | null;
    onTimeout: string | null;
  } | {
    id: string;
    do: "assign";
    to: {
      kind: "user";
      userId: string;
    } | {
      kind: "contactOwner";
    } | {
      kind: "pick";
      among: {
        kind: "role";
        roleId: string;
      } | {
        kind: "team";
        teamId: string;
      } | {
        kind: "users";
        userIds: string[];
      };
      by: "roundRobin" | "fewestOpen";
    };
    onlyIfUnassigned: boolean;
    markUnread: boolean;
    next: string | null;
    onNobody: string | null;
  } | {
    id: string;
    do: "unassign" | "reopen" | "markUnread";
    next: string | null;
  } | {
    id: string;
    do: "tag" | "untag";
    tags: string[];
    next: string | null;
  } | {
    id: string;
    do: "note";
    text: string;
    next: string | null;
  } | {
    id: string;
    do: "close";
    description: string;
    reasonCode: string | null;
    rearm: boolean;
    next: string | null;
  } | {
    id: string;
    do: "setField";
    field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
    value: string;
    next: string | null;
    onFail: string | null;
  } | {
    id: string;
    do: "createContact";
    firstName: string;
    lastName: string;
    next: string | null;
    onFail: string | null;
  } | {
    id: string;
    do: "createRecord";
    record: "opportunity" | "task";
    title: string;
    stage: string | null;
    dueInMs: number | null;
    owner: "conversationOwner" | "contactOwner" | "nobody";
    next: string | null;
    onFail: string | null;
  } | {
    id: string;
    do: "webhook";
    url: string;
    save: Record<string, string>;
    next: string | null;
    onFail: string | null;
  } | {
    id: string;
    do: "respond";
    url: string;
    mode: "direct" | "draft";
    timeoutMs: number;
    next: string | null;
    onHandOver: string | null;
    onFail: string | null;
  } | {
    id: string;
    do: "wait";
    for: {
      kind: "duration";
      ms: number;
    } | {
      kind: "businessHours";
    } | {
      kind: "event";
      events: ("answer" | "close" | "assignment")[];
      timeoutMs: number;
    };
    next: string | null;
    onTimeout: string | null;
  } | {
    id: string;
    do: "handOver";
    to: {
      kind: "user";
      userId: string;
    } | {
      kind: "contactOwner";
    } | {
      kind: "pick";
      among: {
        kind: "role";
        roleId: string;
      } | {
        kind: "team";
        teamId: string;
      } | {
        kind: "users";
        userIds: string[];
      };
      by: "roundRobin" | "fewestOpen";
    } | null;
    next: string | null;
  } | {
    id: string;
    do: "startFlow";
    flowId: string;
    next: string | null;
  } | {
    id: string;
    do: "stop";
    reason: string | null;
  })[];
};

export type AutomationSummary = {
  id: string;
  /** Of the newest version. */
  name: string;
  newestVersion: number;
  /** The one that starts runs; null: it is switched off. */
  liveVersion: number | null;
  /** When it was last switched on. */
  liveSince: string | null;
  /** Its runs are being ended (`stopRunning`). */
  isStopping: boolean;
  /** Whether it has an address for calls from outside. */
  hasHook: boolean;
  createdAt: string;
  updatedAt: string;
};

export type AutomationVersionOf = {
  version: number;
  definition: AutomationDefinition;
};

export type Automation = {
  id: string;
  /** Of the newest version. */
  name: string;
  newestVersion: number;
  /** The one that starts runs; null: it is switched off. */
  liveVersion: number | null;
  /** When it was last switched on. */
  liveSince: string | null;
  /** Its runs are being ended (`stopRunning`). */
  isStopping: boolean;
  /** Whether it has an address for calls from outside. */
  hasHook: boolean;
  createdAt: string;
  updatedAt: string;
  newest: AutomationVersionOf;
  live: AutomationVersionOf | null;
};

export type CreatedAutomation = {
  id: string;
  /** Of the newest version. */
  name: string;
  newestVersion: number;
  /** The one that starts runs; null: it is switched off. */
  liveVersion: number | null;
  /** When it was last switched on. */
  liveSince: string | null;
  /** Its runs are being ended (`stopRunning`). */
  isStopping: boolean;
  /** Whether it has an address for calls from outside. */
  hasHook: boolean;
  createdAt: string;
  updatedAt: string;
  newest: AutomationVersionOf;
  live: AutomationVersionOf | null;
  /** Shown here and never again. Verifies `webhook-signature` (Standard Webhooks). */
  secret: string;
};

/** A definition as people write it: what has a default may be left out. */
export type AutomationDraft = {
  name: string;
  description?: string | null;
  start: {
    on: "conversation.started_by_contact" | "conversation.opened" | "conversation.closed" | "conversation.assigned" | "conversation.reassigned" | "conversation.not_picked_up" | "message.failed" | "window.closing" | "window.expired" | "conversation.opened_by_whatsapp_message" | "conversation.opened_by_inbox_message" | "contact.created" | "contact.updated" | "manual" | "http";
  } | {
    on: "message.received";
    match: {
      kind: "any";
    } | {
      kind: "keyword";
      words: string[];
    } | {
      kind: "pattern";
      pattern: string;
    } | {
      kind: "button" | "list";
      ids?: string[] | null;
    } | {
      kind: "media";
      types?: ("image" | "video" | "audio" | "document" | "sticker")[] | null;
    };
  } | {
    on: "template.answered";
    names?: string[] | null;
  } | {
    on: "conversation.tagged";
    tags?: string[] | null;
  } | {
    on: "no_answer.team";
    afterMs: number;
  } | {
    on: "no_answer.contact";
    afterMs: number;
  };
  scope?: {
    channels?: "whatsapp"[] | null;
    lines?: string[] | null;
    adIds?: string[] | null;
  };
  when?: {
    all: ({
      field: "channel";
      in: "whatsapp"[];
    } | {
      field: "line";
      in: string[];
    } | {
      field: "contactAnswered";
      is: boolean;
    } | {
      field: "owner";
      in: string[];
    } | {
      field: "isCrmContact";
      is: boolean;
    } | {
      field: "status";
      in: ("open" | "closed")[];
    } | {
      field: "hasOwner";
      is: boolean;
    } | {
      field: "hasUnread";
      is: boolean;
    } | {
      field: "adId";
      in: string[];
    } | {
      field: "contactField";
      key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "opportunityField";
      key: "title" | "amount" | "currency" | "stage" | "state";
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "variable";
      name: string;
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "tags";
      any: string[];
    } | {
      field: "businessHours";
      is: boolean;
    } | {
      field: "windowLeft";
      atLeastMs: number;
    } | {
      field: "lastText";
      words: string[];
    } | {
      field: "lastTextPattern";
      pattern: string;
    } | {
      not: {
        field: "channel";
        in: "whatsapp"[];
      } | {
        field: "line";
        in: string[];
      } | {
        field: "contactAnswered";
        is: boolean;
      } | {
        field: "owner";
        in: string[];
      } | {
        field: "isCrmContact";
        is: boolean;
      } | {
        field: "status";
        in: ("open" | "closed")[];
      } | {
        field: "hasOwner";
        is: boolean;
      } | {
        field: "hasUnread";
        is: boolean;
      } | {
        field: "adId";
        in: string[];
      } | {
        field: "contactField";
        key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "opportunityField";
        key: "title" | "amount" | "currency" | "stage" | "state";
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "variable";
        name: string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "tags";
        any: string[];
      } | {
        field: "businessHours";
        is: boolean;
      } | {
        field: "windowLeft";
        atLeastMs: number;
      } | {
        field: "lastText";
        words: string[];
      } | {
        field: "lastTextPattern";
        pattern: string;
      };
    })[];
  } | {
    any: ({
      field: "channel";
      in: "whatsapp"[];
    } | {
      field: "line";
      in: string[];
    } | {
      field: "contactAnswered";
      is: boolean;
    } | {
      field: "owner";
      in: string[];
    } | {
      field: "isCrmContact";
      is: boolean;
    } | {
      field: "status";
      in: ("open" | "closed")[];
    } | {
      field: "hasOwner";
      is: boolean;
    } | {
      field: "hasUnread";
      is: boolean;
    } | {
      field: "adId";
      in: string[];
    } | {
      field: "contactField";
      key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "opportunityField";
      key: "title" | "amount" | "currency" | "stage" | "state";
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "variable";
      name: string;
      compare: {
        is: "known" | "unknown";
      } | {
        is: "equal" | "different";
        value: string;
      } | {
        is: "contains" | "above" | "below";
        value: string;
      };
    } | {
      field: "tags";
      any: string[];
    } | {
      field: "businessHours";
      is: boolean;
    } | {
      field: "windowLeft";
      atLeastMs: number;
    } | {
      field: "lastText";
      words: string[];
    } | {
      field: "lastTextPattern";
      pattern: string;
    } | {
      not: {
        field: "channel";
        in: "whatsapp"[];
      } | {
        field: "line";
        in: string[];
      } | {
        field: "contactAnswered";
        is: boolean;
      } | {
        field: "owner";
        in: string[];
      } | {
        field: "isCrmContact";
        is: boolean;
      } | {
        field: "status";
        in: ("open" | "closed")[];
      } | {
        field: "hasOwner";
        is: boolean;
      } | {
        field: "hasUnread";
        is: boolean;
      } | {
        field: "adId";
        in: string[];
      } | {
        field: "contactField";
        key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "opportunityField";
        key: "title" | "amount" | "currency" | "stage" | "state";
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "variable";
        name: string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "tags";
        any: string[];
      } | {
        field: "businessHours";
        is: boolean;
      } | {
        field: "windowLeft";
        atLeastMs: number;
      } | {
        field: "lastText";
        words: string[];
      } | {
        field: "lastTextPattern";
        pattern: string;
      };
    })[];
  } | null;
  runPolicy?: {
    kind: "oncePerContact" | "oncePerConversation" | "oncePerEpisode" | "always";
  } | {
    kind: "oncePerHours";
    hours: number;
  };
  reentry?: "skip" | "restart" | "parallel";
  stopWhenClosed?: boolean | null;
  takesOver?: boolean;
  first: string;
  steps: ({
    id: string;
    do: "decide";
    if: {
      all: ({
        field: "channel";
        in: "whatsapp"[];
      } | {
        field: "line";
        in: string[];
      } | {
        field: "contactAnswered";
        is: boolean;
      } | {
        field: "owner";
        in: string[];
      } | {
        field: "isCrmContact";
        is: boolean;
      } | {
        field: "status";
        in: ("open" | "closed")[];
      } | {
        field: "hasOwner";
        is: boolean;
      } | {
        field: "hasUnread";
        is: boolean;
      } | {
        field: "adId";
        in: string[];
      } | {
        field: "contactField";
        key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "opportunityField";
        key: "title" | "amount" | "currency" | "stage" | "state";
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "variable";
        name: string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "tags";
        any: string[];
      } | {
        field: "businessHours";
        is: boolean;
      } | {
        field: "windowLeft";
        atLeastMs: number;
      } | {
        field: "lastText";
        words: string[];
      } | {
        field: "lastTextPattern";
        pattern: string;
      } | {
        not: {
          field: "channel";
          in: "whatsapp"[];
        } | {
          field: "line";
          in: string[];
        } | {
          field: "contactAnswered";
          is: boolean;
        } | {
          field: "owner";
          in: string[];
        } | {
          field: "isCrmContact";
          is: boolean;
        } | {
          field: "status";
          in: ("open" | "closed")[];
        } | {
          field: "hasOwner";
          is: boolean;
        } | {
          field: "hasUnread";
          is: boolean;
        } | {
          field: "adId";
          in: string[];
        } | {
          field: "contactField";
          key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "opportunityField";
          key: "title" | "amount" | "currency" | "stage" | "state";
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "variable";
          name: string;
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "tags";
          any: string[];
        } | {
          field: "businessHours";
          is: boolean;
        } | {
          field: "windowLeft";
          atLeastMs: number;
        } | {
          field: "lastText";
          words: string[];
        } | {
          field: "lastTextPattern";
          pattern: string;
        };
      })[];
    } | {
      any: ({
        field: "channel";
        in: "whatsapp"[];
      } | {
        field: "line";
        in: string[];
      } | {
        field: "contactAnswered";
        is: boolean;
      } | {
        field: "owner";
        in: string[];
      } | {
        field: "isCrmContact";
        is: boolean;
      } | {
        field: "status";
        in: ("open" | "closed")[];
      } | {
        field: "hasOwner";
        is: boolean;
      } | {
        field: "hasUnread";
        is: boolean;
      } | {
        field: "adId";
        in: string[];
      } | {
        field: "contactField";
        key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "opportunityField";
        key: "title" | "amount" | "currency" | "stage" | "state";
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "variable";
        name: string;
        compare: {
          is: "known" | "unknown";
        } | {
          is: "equal" | "different";
          value: string;
        } | {
          is: "contains" | "above" | "below";
          value: string;
        };
      } | {
        field: "tags";
        any: string[];
      } | {
        field: "businessHours";
        is: boolean;
      } | {
        field: "windowLeft";
        atLeastMs: number;
      } | {
        field: "lastText";
        words: string[];
      } | {
        field: "lastTextPattern";
        pattern: string;
      } | {
        not: {
          field: "channel";
          in: "whatsapp"[];
        } | {
          field: "line";
          in: string[];
        } | {
          field: "contactAnswered";
          is: boolean;
        } | {
          field: "owner";
          in: string[];
        } | {
          field: "isCrmContact";
          is: boolean;
        } | {
          field: "status";
          in: ("open" | "closed")[];
        } | {
          field: "hasOwner";
          is: boolean;
        } | {
          field: "hasUnread";
          is: boolean;
        } | {
          field: "adId";
          in: string[];
        } | {
          field: "contactField";
          key: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "opportunityField";
          key: "title" | "amount" | "currency" | "stage" | "state";
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "variable";
          name: string;
          compare: {
            is: "known" | "unknown";
          } | {
            is: "equal" | "different";
            value: string;
          } | {
            is: "contains" | "above" | "below";
            value: string;
          };
        } | {
          field: "tags";
          any: string[];
        } | {
          field: "businessHours";
          is: boolean;
        } | {
          field: "windowLeft";
          atLeastMs: number;
        } | {
          field: "lastText";
          words: string[];
        } | {
          field: "lastTextPattern";
          pattern: string;
        };
      })[];
    };
    yes?: string | null;
    no?: string | null;
  } | {
    id: string;
    do: "split";
    branches: ({
      weight: number;
      next?: string | null;
    })[];
  } | {
    id: string;
    do: "send";
    messages: ({
      type: "text";
      text: string;
      previewUrl?: boolean;
    } | {
      type: "image" | "video";
      mediaId: string;
      caption?: string | null;
    } | {
      type: "audio";
      mediaId: string;
      voice?: boolean;
    } | {
      type: "document";
      mediaId: string;
      caption?: string | null;
      filename?: string | null;
    } | {
      type: "sticker";
      mediaId: string;
    } | {
      type: "location";
      latitude: number;
      longitude: number;
      name?: string | null;
      address?: string | null;
    } | {
      type: "buttons";
      header?: {
        type: "text";
        text: string;
      } | {
        type: "image" | "video" | "document";
        mediaId: string;
      } | null;
      body: string;
      footer?: string | null;
      buttons: {
        id: string;
        title: string;
      }[];
    } | {
      type: "list";
      header?: string | null;
      body: string;
      footer?: string | null;
      button: string;
      sections: ({
        title?: string | null;
        rows: ({
          id: string;
          title: string;
          description?: string | null;
        })[];
      })[];
    })[];
    whenWindowShut?: {
      kind: "fail";
    } | {
      kind: "branch";
      next?: string | null;
    } | {
      kind: "template";
      template: {
        name: string;
        /** As the list of templates has it. */
        language: string;
        /** By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`. */
        bindings?: Record<string, {
          kind: "field";
          field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          default: string;
        } | {
          kind: "text";
          text: string;
        } | {
          kind: "media";
          mediaId: string;
          filename?: string | null;
        } | {
          kind: "location";
          latitude: number;
          longitude: number;
          name: string;
          address: string;
        } | {
          kind: "flow";
          token?: string | null;
          data?: Record<string, unknown> | null;
        } | {
          kind: "product";
          productId: string;
        } | {
          kind: "products";
          productId: string;
          sections: {
            title: string;
            productIds: string[];
          }[];
        } | {
          kind: "expiry";
          at: string;
        }>;
      };
    };
    next?: string | null;
  } | {
    id: string;
    do: "sendTemplate";
    template: {
      name: string;
      /** As the list of templates has it. */
      language: string;
      /** By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`. */
      bindings?: Record<string, {
        kind: "field";
        field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
        default: string;
      } | {
        kind: "text";
        text: string;
      } | {
        kind: "media";
        mediaId: string;
        filename?: string | null;
      } | {
        kind: "location";
        latitude: number;
        longitude: number;
        name: string;
        address: string;
      } | {
        kind: "flow";
        token?: string | null;
        data?: Record<string, unknown> | null;
      } | {
        kind: "product";
        productId: string;
      } | {
        kind: "products";
        productId: string;
        sections: {
          title: string;
          productIds: string[];
        }[];
      } | {
        kind: "expiry";
        at: string;
      }>;
    };
    next?: string | null;
  } | {
    id: string;
    do: "ask";
    message: {
      type: "text";
      text: string;
      previewUrl?: boolean;
    } | {
      type: "image" | "video";
      mediaId: string;
      caption?: string | null;
    } | {
      type: "audio";
      mediaId: string;
      voice?: boolean;
    } | {
      type: "document";
      mediaId: string;
      caption?: string | null;
      filename?: string | null;
    } | {
      type: "sticker";
      mediaId: string;
    } | {
      type: "location";
      latitude: number;
      longitude: number;
      name?: string | null;
      address?: string | null;
    } | {
      type: "buttons";
      header?: {
        type: "text";
        text: string;
      } | {
        type: "image" | "video" | "document";
        mediaId: string;
      } | null;
      body: string;
      footer?: string | null;
      buttons: {
        id: string;
        title: string;
      }[];
    } | {
      type: "list";
      header?: string | null;
      body: string;
      footer?: string | null;
      button: string;
      sections: ({
        title?: string | null;
        rows: ({
          id: string;
          title: string;
          description?: string | null;
        })[];
      })[];
    };
    expect: {
      kind: "any" | "text" | "number" | "email" | "phone" | "date" | "media";
    } | {
      kind: "choice";
      choices: ({
        id: string;
        words: string[];
        next?: string | null;
      })[];
    } | {
      kind: "pattern";
      pattern: string;
    };
    whenInvalid?: {
      type: "text";
      text: string;
      previewUrl?: boolean;
    } | {
      type: "image" | "video";
      mediaId: string;
      caption?: string | null;
    } | {
      type: "audio";
      mediaId: string;
      voice?: boolean;
    } | {
      type: "document";
      mediaId: string;
      caption?: string | null;
      filename?: string | null;
    } | {
      type: "sticker";
      mediaId: string;
    } | {
      type: "location";
      latitude: number;
      longitude: number;
      name?: string | null;
      address?: string | null;
    } | {
      type: "buttons";
      header?: {
        type: "text";
        text: string;
      } | {
        type: "image" | "video" | "document";
        mediaId: string;
      } | null;
      body: string;
      footer?: string | null;
      buttons: {
        id: string;
        title: string;
      }[];
    } | {
      type: "list";
      header?: string | null;
      body: string;
      footer?: string | null;
      button: string;
      sections: ({
        title?: string | null;
        rows: ({
          id: string;
          title: string;
          description?: string | null;
        })[];
      })[];
    } | null;
    repeats?: number;
    timeoutMs: number;
    saveAs?: string | null;
    whenWindowShut?: {
      kind: "fail";
    } | {
      kind: "branch";
      next?: string | null;
    } | {
      kind: "template";
      template: {
        name: string;
        /** As the list of templates has it. */
        language: string;
        /** By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`. */
        bindings?: Record<string, {
          kind: "field";
          field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          default: string;
        } | {
          kind: "text";
          text: string;
        } | {
          kind: "media";
          mediaId: string;
          filename?: string | null;
        } | {
          kind: "location";
          latitude: number;
          longitude: number;
          name: string;
          address: string;
        } | {
          kind: "flow";
          token?: string | null;
          data?: Record<string, unknown> | null;
        } | {
          kind: "product";
          productId: string;
        } | {
          kind: "products";
          productId: string;
          sections: {
            title: string;
            productIds: string[];
          }[];
        } | {
          kind: "expiry";
          at: string;
        }>;
      };
    };
    next?: string | null;
    onInvalid?: string | null;
    onTimeout?: string | null;
  } | {
    id: string;
    do: "assign";
    to: {
      kind: "user";
      userId: string;
    } | {
      kind: "contactOwner";
    } | {
      kind: "pick";
      among: {
        kind: "role";
        roleId: string;
      } | {
        kind: "team";
        teamId: string;
      } | {
        kind: "users";
        userIds: string[];
      };
      by: "roundRobin" | "fewestOpen";
    };
    onlyIfUnassigned?: boolean;
    markUnread?: boolean;
    next?: string | null;
    onNobody?: string | null;
  } | {
    id: string;
    do: "unassign" | "reopen" | "markUnread";
    next?: string | null;
  } | {
    id: string;
    do: "tag" | "untag";
    tags: string[];
    next?: string | null;
  } | {
    id: string;
    do: "note";
    text: string;
    next?: string | null;
  } | {
    id: string;
    do: "close";
    description: string;
    reasonCode?: string | null;
    rearm?: boolean;
    next?: string | null;
  } | {
    id: string;
    do: "setField";
    field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
    value: string;
    next?: string | null;
    onFail?: string | null;
  } | {
    id: string;
    do: "createContact";
    firstName: string;
    lastName: string;
    next?: string | null;
    onFail?: string | null;
  } | {
    id: string;
    do: "createRecord";
    record: "opportunity" | "task";
    title: string;
    stage?: string | null;
    dueInMs?: number | null;
    owner?: "conversationOwner" | "contactOwner" | "nobody";
    next?: string | null;
    onFail?: string | null;
  } | {
    id: string;
    do: "webhook";
    url: string;
    save?: Record<string, string>;
    next?: string | null;
    onFail?: string | null;
  } | {
    id: string;
    do: "respond";
    url: string;
    mode: "direct" | "draft";
    timeoutMs: number;
    next?: string | null;
    onHandOver?: string | null;
    onFail?: string | null;
  } | {
    id: string;
    do: "wait";
    for: {
      kind: "duration";
      ms: number;
    } | {
      kind: "businessHours";
    } | {
      kind: "event";
      events: ("answer" | "close" | "assignment")[];
      timeoutMs: number;
    };
    next?: string | null;
    onTimeout?: string | null;
  } | {
    id: string;
    do: "handOver";
    to?: {
      kind: "user";
      userId: string;
    } | {
      kind: "contactOwner";
    } | {
      kind: "pick";
      among: {
        kind: "role";
        roleId: string;
      } | {
        kind: "team";
        teamId: string;
      } | {
        kind: "users";
        userIds: string[];
      };
      by: "roundRobin" | "fewestOpen";
    } | null;
    next?: string | null;
  } | {
    id: string;
    do: "startFlow";
    flowId: string;
    next?: string | null;
  } | {
    id: string;
    do: "stop";
    reason?: string | null;
  })[];
};

export type BacktestFigures = {
  evaluations: {
    started: number;
    /** By the first condition that did not hold. */
    notMatched: Record<string, number>;
    /** By what kept it from starting. */
    skipped: Record<string, number>;
  };
  runs: {
    started: number;
    /** By how they ended; `running`: not yet. */
    ended: Record<string, number>;
  };
  messages: {
    freeForm: number;
    /** By the template's name: what costs money. */
    templates: Record<string, number>;
  };
  /** Those that it would have touched. */
  conversations: number;
  /** In the workspace's time zone. */
  byDay: {
    day: string;
    runs: number;
    messages: number;
    templates: number;
  }[];
  /** Hours of the day, of all days. */
  byHour: {
    hour: number;
    runs: number;
    messages: number;
    templates: number;
  }[];
  /** How often an answer had to be assumed that nobody has ever given. */
  assumed: {
    webhooks: number;
    responders: number;
    opportunities: number;
    crm: number;
    picks: number;
  };
};

export type BacktestRun = {
  /** Which of the two start it. Of `both`, the rehearsed version's is shown. */
  in: "both" | "draft" | "live";
  conversationId: string;
  contact: {
    id: string;
    name: string;
  };
  startedAt: string;
  endedAt: string | null;
  state: "running" | "completed" | "stopped" | "closed" | "handed_over" | "failed" | "left" | "restarted" | "cut";
  messages: ({
    at: string;
    kind: "freeForm" | "template";
    /** What it says; of a template, its name. */
    text: string;
  })[];
};

export type BacktestReport = {
  version: number;
  /** The live version; null: none is, or it is the one that was rehearsed. */
  against: number | null;
  since: string;
  until: string;
  /** Those with history in the period, each counted once. */
  conversations: {
    /** Gone through step by step. */
    rehearsed: number;
    /** Not gone through: nothing could start it there. */
    passedOver: number;
    /** The rehearsal broke off over a defect. */
    failed: number;
  };
  /** Entries of history. */
  events: number;
  draft: BacktestFigures;
  live: BacktestFigures | null;
  /** Starts, by what brought them about. */
  compared: {
    both: number;
    onlyDraft: number;
    onlyLive: number;
  } | null;
  runs: {
    items: BacktestRun[];
    /** Ask for it as `?from=` to read on; null when these are the last. */
    next: number | null;
  };
  /** Those beyond `limit`, which are not kept. */
  moreRuns: number;
  cannotKnow: string[];
};

export type Backtest = {
  id: string;
  automationId: string;
  state: "running" | "done" | "failed" | "cancelled";
  progress: {
    conversations: number;
    events: number;
    /** Of the past that has been gone through, about; null where that is not known. */
    share: number | null;
  };
  startedAt: string;
  endedAt: string | null;
  /** Once it is done. */
  report: BacktestReport | null;
};

/** Why not, and what is possible instead. `window`, `now` and `templates` stand beside `window.closed`. */
export type Refusal = {
  type: string;
  title: string;
  status: number;
  /** Stable, dotted: switch on this one. */
  code: string;
  detail?: string;
  /** Members of the request that break a rule. */
  errors?: {
    field: string;
    rule: string;
  }[];
  /** Of 413: how many bytes the body or the file may have here. */
  bytesMax?: number;
  /** This request, as our log knows it. */
  instance: string;
  reason: string;
  commands: ({
    name: "close" | "reopen" | "assign" | "read" | "unread" | "claim" | "tag" | "untag" | "note" | "send" | "resend" | "typing";
    enabled: boolean;
    /** Why not: the code that the refusal would have. */
    reason?: string;
  })[];
  owner: {
    id: string;
    name: string;
  } | null;
  version: number;
  /** Beside `conversation.goes_on_elsewhere`: the conversation that is open; null when you may not see it. */
  goesOnIn?: string | null;
  window?: {
    /** The contact's last message. */
    lastInboundId: string | null;
    lastInboundAt: string | null;
    expiresAt: string | null;
    freeFormUntil: string | null;
  };
  now?: string;
  /** What could be sent instead. */
  templates?: {
    name: string;
    language: string;
    category: string;
  }[];
};

export type User = {
  id: string;
  name: string;
  /** Id of a role. */
  role: string;
  active: boolean;
  /** `online`, or a status of the workspace. */
  status: {
    id: string;
    name: string;
    /** Whether they are given new conversations by themselves; by hand one always can. */
    receives: boolean;
    /** Null: since they were added. */
    since: string | null;
  };
  createdAt: string;
};

export type RefusedMessage = {
  /** Its place among the messages that were asked for. */
  index: number;
  code: string;
  errors: {
    field: string;
    rule: string;
  }[];
};

export type SentMessages = {
  id: string;
  line: {
    id: string;
    name: string;
    displayPhoneNumber: string;
  };
  contact: {
    id: string;
    /** Of the CRM, or else of the WhatsApp profile; empty when there is neither. */
    name: string;
    /** In WhatsApp; empty when it never told one. */
    profileName: string;
    /** E.164 with its plus. A WhatsApp user need not have one. */
    phone: string | null;
    waId: string | null;
    /** Business-scoped user id. */
    userId: string | null;
    username: string | null;
    isCrmContact: boolean;
  };
  /** The short answer; the regions beside it are independent of each other. */
  state: "open" | "window-expired" | "closed" | "reassigned";
  lifecycle: "open" | "closed";
  /** The customer service window, as of `now`. */
  window: {
    state: "none" | "open" | "expired";
    lastInboundAt: string | null;
    expiresAt: string | null;
    secondsLeft: number;
    /** Until then free-form messages are taken: a minute less than the window. */
    freeFormUntil: string | null;
  };
  ownership: "unassigned" | "assigned" | "reassigned";
  attention: "read" | "unread";
  owner: {
    id: string;
    name: string;
  } | null;
  unread: {
    count: number;
    marked: boolean;
  };
  tags: string[];
  /** The stretch from opening to closing that is under way or was last. */
  episode: {
    number: number;
    openedAt: string | null;
    openedBy: Actor | null;
    closedAt: string | null;
    closedBy: Actor | null;
    description: string | null;
    reasonCode: string | null;
    /** Whether its end lets the contact's next message fire `conversation.started_by_contact`; null before. */
    rearmed: boolean | null;
    adId: string | null;
  };
  lastMessage: {
    id: string;
    direction: "incoming" | "outgoing";
    type: string;
    text: string;
    occurredAt: string;
  } | null;
  lastActivityAt: string | null;
  /** Also the ETag: `"v17"`. */
  version: number;
  commands: ({
    name: "close" | "reopen" | "assign" | "read" | "unread" | "claim" | "tag" | "untag" | "note" | "send" | "resend" | "typing";
    enabled: boolean;
    /** Why not: the code that the refusal would have. */
    reason?: string;
  })[];
  /** The time for which all this was said. */
  now: string;
  /** What was queued, in its order, as it is now. */
  messages: (Message | Activity | Note)[];
  /** What was not, and why. */
  refused: RefusedMessage[];
};

/** Done, and the conversation is none of yours any more: you may not see it (Q14). */
export type OutOfSight = {
  id: string;
  outOfSight: true;
  /** Automations that the contact's next message may start again because of this close; none after a close with `rearm: false`. */
  rearmedAutomations: {
    id: string;
    name: string;
  }[];
  /** How many went to the new owner together with the conversation, when `cascade` asked for some: the contact, and of its records those that are open or pending and were not theirs. */
  moved?: {
    contact: number;
    opportunities: number;
    activities: number;
    tasks: number;
  };
  /** Of whom it was given to: by hand they are given it also when they are away. */
  ownerStatus?: {
    id: string;
    name: string;
    /** Whether they are given new conversations by themselves; by hand one always can. */
    receives: boolean;
    /** Null: since they were added. */
    since: string | null;
  };
};

export type AskedRun = {
  key: string;
  conversationId: string;
  /** Of the run, if it starts: conditions and run policy are asked in the conversation's turn, and may say no (`.../why`). */
  runId: string;
  /** The key was used before; nothing new was asked for. */
  repeated: boolean;
};

export type AutomationRun = {
  id: string;
  automation: {
    id: string;
    /** That it entered with. */
    version: number;
  };
  conversationId: string;
  lineId: string;
  contactId: string;
  episode: number;
  /** The event, call or run that started it. */
  trigger: {
    type: string;
    id: string;
  };
  /** How many starts by automations lie between it and the world. */
  depth: number;
  state: "running" | "completed" | "stopped" | "closed" | "handed_over" | "failed" | "left" | "restarted" | "cut";
  /** Why it ended. */
  reason: string | null;
  /** The step at which it stands. */
  step: string | null;
  waitsFor: {
    /** `effect`: for what a worker does for the step. `draft`: for a person to approve what a responder wrote. */
    kind: "effect" | "time" | "answer" | "event" | "draft";
    /** When it goes on anyway. */
    until: string | null;
    events: ("answer" | "close" | "assignment")[] | null;
  } | null;
  startedAt: string;
  endedAt: string | null;
};

export type AutomationStep = {
  step: string;
  do: string;
  visit: number;
  /** Place in the run, rising. */
  position: number;
  startedAt: string;
  endedAt: string | null;
  durationMs: number | null;
  /** With placeholders filled in. */
  input: Record<string, unknown>;
  outcome: {
    kind: string;
    detail?: Record<string, unknown>;
  } | null;
  next: string | null;
};

export type AutomationRunWithSteps = {
  id: string;
  automation: {
    id: string;
    /** That it entered with. */
    version: number;
  };
  conversationId: string;
  lineId: string;
  contactId: string;
  episode: number;
  /** The event, call or run that started it. */
  trigger: {
    type: string;
    id: string;
  };
  /** How many starts by automations lie between it and the world. */
  depth: number;
  state: "running" | "completed" | "stopped" | "closed" | "handed_over" | "failed" | "left" | "restarted" | "cut";
  /** Why it ended. */
  reason: string | null;
  /** The step at which it stands. */
  step: string | null;
  waitsFor: {
    /** `effect`: for what a worker does for the step. `draft`: for a person to approve what a responder wrote. */
    kind: "effect" | "time" | "answer" | "event" | "draft";
    /** When it goes on anyway. */
    until: string | null;
    events: ("answer" | "close" | "assignment")[] | null;
  } | null;
  startedAt: string;
  endedAt: string | null;
  steps: AutomationStep[];
};

export type AutomationEvaluation = {
  automation: {
    id: string;
    version: number;
  };
  event: {
    type: string;
    id: string;
  };
  episode: number;
  at: string;
  verdict: "started" | "not_matched" | "skipped";
  /** Of the run that it started. */
  runId: string | null;
  /** The first condition that did not hold, such as `when.all[1]`. */
  where: string | null;
  expected: unknown;
  actual: unknown;
  /** What kept it from starting although it matched. */
  reason: string | null;
  detail: Record<string, unknown> | null;
};

/** What happened. More may come: ignore those that you do not know. */
export type EventType = "conversation.started_by_contact" | "conversation.opened" | "conversation.closed" | "conversation.assigned" | "conversation.unassigned" | "conversation.reassigned" | "conversation.picked_up" | "conversation.not_picked_up" | "conversation.read" | "conversation.unread" | "conversation.tagged" | "conversation.untagged" | "conversation.noted" | "window.opened" | "window.closing" | "window.expired" | "message.received" | "message.echoed" | "message.queued" | "message.uncertain" | "message.sent" | "message.delivered" | "message.read" | "message.played" | "message.failed" | "message.reacted" | "message.edited" | "message.revoked" | "call.received" | "contact.identity_changed" | "contact.created" | "contact.updated" | "contact.owner_changed" | "contact.marketing_changed" | "contact.preference_changed" | "contact.associated" | "contact.merged" | "contact.deleted" | "opportunity.created" | "opportunity.updated" | "opportunity.owner_changed" | "opportunity.deleted" | "activity.created" | "activity.updated" | "activity.owner_changed" | "activity.deleted" | "task.created" | "task.updated" | "task.owner_changed" | "task.deleted" | "automation.run.started" | "automation.run.ended";

export type Event = {
  /** Stable; `webhook-id` of its deliveries. */
  id: string;
  type: EventType;
  workspaceId: string;
  /** 1, 2, 3, ... in the workspace, without a gap. */
  seq: number;
  occurredAt: string;
  recordedAt: string;
  /** Null for what happened in the CRM, and no conversation brought about. */
  conversation: {
    id: string;
    episode: number;
    version: number;
  } | null;
  cause: {
    kind: "webhook" | "command" | "timer" | "send" | "request" | "automation";
    id: string;
    actor: Actor;
    /** How many starts by automations lie between it and the world; none when not there. */
    depth?: number;
  };
  data: Record<string, unknown>;
};

export type Endpoint = {
  id: string;
  url: string;
  events: ("*" | "conversation.started_by_contact" | "conversation.opened" | "conversation.closed" | "conversation.assigned" | "conversation.unassigned" | "conversation.reassigned" | "conversation.picked_up" | "conversation.not_picked_up" | "conversation.read" | "conversation.unread" | "conversation.tagged" | "conversation.untagged" | "conversation.noted" | "window.opened" | "window.closing" | "window.expired" | "message.received" | "message.echoed" | "message.queued" | "message.uncertain" | "message.sent" | "message.delivered" | "message.read" | "message.played" | "message.failed" | "message.reacted" | "message.edited" | "message.revoked" | "call.received" | "contact.identity_changed" | "contact.created" | "contact.updated" | "contact.owner_changed" | "contact.marketing_changed" | "contact.preference_changed" | "contact.associated" | "contact.merged" | "contact.deleted" | "opportunity.created" | "opportunity.updated" | "opportunity.owner_changed" | "opportunity.deleted" | "activity.created" | "activity.updated" | "activity.owner_changed" | "activity.deleted" | "task.created" | "task.updated" | "task.owner_changed" | "task.deleted" | "automation.run.started" | "automation.run.ended")[];
  description: string;
  enabled: boolean;
  /** Why the engine switched it off: it answered 410, or failed for days. */
  disabledReason: "gone" | "failing" | null;
  /** Two while a rotation lasts. The secrets themselves are never shown. */
  secrets: ({
    validUntil: string | null;
  })[];
  /** Events after this place in the feed are delivered. */
  startSeq: number;
  failingSince: string | null;
  createdAt: string;
  updatedAt: string;
};

export type Delivery = {
  id: string;
  endpointId: string;
  eventId: string;
  eventType: EventType;
  seq: number;
  state: "pending" | "delivered" | "dead";
  attempts: number;
  nextAttemptAt: string;
  createdAt: string;
  settledAt: string | null;
};

export type Attempt = {
  number: number;
  startedAt: string;
  durationMs: number;
  result: "delivered" | "refused" | "failed";
  status: number | null;
  reason: string | null;
};

export type AutomationDiff = {
  from: number;
  to: number;
  /** Of everything but the steps. */
  changed: {
    member: string;
    /** Null where it was not said. */
    from: unknown;
    to: unknown;
  }[];
  steps: {
    added: string[];
    removed: string[];
    changed: {
      id: string;
      members: {
        member: string;
        /** Null where it was not said. */
        from: unknown;
        to: unknown;
      }[];
    }[];
  };
};

export type AutomationVersion = {
  version: number;
  /** The user who wrote it. */
  createdBy: string | null;
  createdAt: string;
  definition: AutomationDefinition;
};

export type BulkItem = {
  id: string;
  /** What the command alone would have been answered with: 200, 202, 404, 409, ... */
  status: number;
  /** `known`: it was so already. `pending`: written, and not dealt with yet; repeat the request under its key. Null beside a problem. */
  outcome: "applied" | "known" | "pending" | null;
  /** Of the conversation, after the command. */
  version: number | null;
  /** Why it was not done, and whose the conversation is now. */
  problem: {
    code: string;
    title: string;
    owner: {
      id: string;
      name: string;
    } | null;
  } | null;
  /** Automations that the contact's next message may start again because of this close; none after a close with `rearm: false`. */
  rearmedAutomations: {
    id: string;
    name: string;
  }[];
};

export type Outcome = {
  key: string;
  state: "pending" | "settled";
  conversationId: string;
  /** Of the conversation, after the command. */
  version: number | null;
  /** `known`: it was so already. Null while it waits. */
  outcome: {
    kind: "applied" | "known" | "held" | "ignored" | "refused" | "dead";
    /** Why it was refused. */
    code: string | null;
  } | null;
};

export type ClosedConversation = {
  id: string;
  line: {
    id: string;
    name: string;
    displayPhoneNumber: string;
  };
  contact: {
    id: string;
    /** Of the CRM, or else of the WhatsApp profile; empty when there is neither. */
    name: string;
    /** In WhatsApp; empty when it never told one. */
    profileName: string;
    /** E.164 with its plus. A WhatsApp user need not have one. */
    phone: string | null;
    waId: string | null;
    /** Business-scoped user id. */
    userId: string | null;
    username: string | null;
    isCrmContact: boolean;
  };
  /** The short answer; the regions beside it are independent of each other. */
  state: "open" | "window-expired" | "closed" | "reassigned";
  lifecycle: "open" | "closed";
  /** The customer service window, as of `now`. */
  window: {
    state: "none" | "open" | "expired";
    lastInboundAt: string | null;
    expiresAt: string | null;
    secondsLeft: number;
    /** Until then free-form messages are taken: a minute less than the window. */
    freeFormUntil: string | null;
  };
  ownership: "unassigned" | "assigned" | "reassigned";
  attention: "read" | "unread";
  owner: {
    id: string;
    name: string;
  } | null;
  unread: {
    count: number;
    marked: boolean;
  };
  tags: string[];
  /** The stretch from opening to closing that is under way or was last. */
  episode: {
    number: number;
    openedAt: string | null;
    openedBy: Actor | null;
    closedAt: string | null;
    closedBy: Actor | null;
    description: string | null;
    reasonCode: string | null;
    /** Whether its end lets the contact's next message fire `conversation.started_by_contact`; null before. */
    rearmed: boolean | null;
    adId: string | null;
  };
  lastMessage: {
    id: string;
    direction: "incoming" | "outgoing";
    type: string;
    text: string;
    occurredAt: string;
  } | null;
  lastActivityAt: string | null;
  /** Also the ETag: `"v17"`. */
  version: number;
  commands: ({
    name: "close" | "reopen" | "assign" | "read" | "unread" | "claim" | "tag" | "untag" | "note" | "send" | "resend" | "typing";
    enabled: boolean;
    /** Why not: the code that the refusal would have. */
    reason?: string;
  })[];
  /** The time for which all this was said. */
  now: string;
  /** Automations that the contact's next message may start again because of this close; none after a close with `rearm: false`. */
  rearmedAutomations: {
    id: string;
    name: string;
  }[];
  /** Of whom it was given to: by hand they are given it also when they are away. */
  ownerStatus?: {
    id: string;
    name: string;
    /** Whether they are given new conversations by themselves; by hand one always can. */
    receives: boolean;
    /** Null: since they were added. */
    since: string | null;
  };
};

export type AssignedConversation = {
  id: string;
  line: {
    id: string;
    name: string;
    displayPhoneNumber: string;
  };
  contact: {
    id: string;
    /** Of the CRM, or else of the WhatsApp profile; empty when there is neither. */
    name: string;
    /** In WhatsApp; empty when it never told one. */
    profileName: string;
    /** E.164 with its plus. A WhatsApp user need not have one. */
    phone: string | null;
    waId: string | null;
    /** Business-scoped user id. */
    userId: string | null;
    username: string | null;
    isCrmContact: boolean;
  };
  /** The short answer; the regions beside it are independent of each other. */
  state: "open" | "window-expired" | "closed" | "reassigned";
  lifecycle: "open" | "closed";
  /** The customer service window, as of `now`. */
  window: {
    state: "none" | "open" | "expired";
    lastInboundAt: string | null;
    expiresAt: string | null;
    secondsLeft: number;
    /** Until then free-form messages are taken: a minute less than the window. */
    freeFormUntil: string | null;
  };
  ownership: "unassigned" | "assigned" | "reassigned";
  attention: "read" | "unread";
  owner: {
    id: string;
    name: string;
  } | null;
  unread: {
    count: number;
    marked: boolean;
  };
  tags: string[];
  /** The stretch from opening to closing that is under way or was last. */
  episode: {
    number: number;
    openedAt: string | null;
    openedBy: Actor | null;
    closedAt: string | null;
    closedBy: Actor | null;
    description: string | null;
    reasonCode: string | null;
    /** Whether its end lets the contact's next message fire `conversation.started_by_contact`; null before. */
    rearmed: boolean | null;
    adId: string | null;
  };
  lastMessage: {
    id: string;
    direction: "incoming" | "outgoing";
    type: string;
    text: string;
    occurredAt: string;
  } | null;
  lastActivityAt: string | null;
  /** Also the ETag: `"v17"`. */
  version: number;
  commands: ({
    name: "close" | "reopen" | "assign" | "read" | "unread" | "claim" | "tag" | "untag" | "note" | "send" | "resend" | "typing";
    enabled: boolean;
    /** Why not: the code that the refusal would have. */
    reason?: string;
  })[];
  /** The time for which all this was said. */
  now: string;
  /** How many went to the new owner together with the conversation, when `cascade` asked for some: the contact, and of its records those that are open or pending and were not theirs. */
  moved?: {
    contact: number;
    opportunities: number;
    activities: number;
    tasks: number;
  };
  /** Of whom it was given to: by hand they are given it also when they are away. */
  ownerStatus?: {
    id: string;
    name: string;
    /** Whether they are given new conversations by themselves; by hand one always can. */
    receives: boolean;
    /** Null: since they were added. */
    since: string | null;
  };
};

export type AutomationWhy = {
  automation: {
    id: string;
    name: string;
  };
  /** What its last look came to, then what stands in its way now. */
  reasons: ({
    code: "started" | "not_matched" | "run_policy" | "already_running" | "own_event" | "too_deep" | "too_many_runs" | "person_drives" | "not_rearmed" | "switched_off" | "other_line" | "other_ad" | "used_up" | "message_does_not_match" | "no_such_event";
    text: string;
  })[];
  /** The last five. */
  evaluations: AutomationEvaluation[];
  /** The last five. */
  runs: AutomationRun[];
};

export type Contact = {
  id: string;
  /** Of the CRM, or else of the WhatsApp profile; empty when there is neither. */
  name: string;
  /** In WhatsApp; empty when it never told one. */
  profileName: string;
  waId: string | null;
  /** Business-scoped user id. */
  userId: string | null;
  username: string | null;
  isCrmContact: boolean;
  /** What the business keeps of the person. Null: not in the CRM. */
  crm: {
    firstName: string;
    lastName: string;
    position: string | null;
    company: string | null;
    /** The first one is the primary one. */
    emails: string[];
    /** E.164; the first one is the primary one. */
    phones: string[];
    whatsappPhone: string | null;
    /** By the keys of the workspace's custom fields. */
    customFields: Record<string, string | number | boolean>;
    isMarketing: boolean;
    /** Who confirmed that the person agrees to their data being kept. */
    consent: {
      at: string;
      by: Actor;
    };
    externalId: string | null;
  } | null;
  ownerId: string | null;
  /** What the contact wants to be sent, as it was said last; null: never said. `whatsapp`: anything that no person writes by hand. `marketing`: marketing templates. */
  preferences: {
    whatsapp: {
      wanted: boolean;
      at: string;
      source: "whatsapp" | "stop_word" | "user";
    } | null;
    marketing: {
      wanted: boolean;
      at: string;
      source: "whatsapp" | "stop_word" | "user";
    } | null;
  };
  /** Also the ETag: `"v3"`. */
  version: number;
  createdAt: string;
  updatedAt: string;
};

export type ContactCard = {
  id: string;
  /** Of the CRM, or else of the WhatsApp profile; empty when there is neither. */
  name: string;
  /** In WhatsApp; empty when it never told one. */
  profileName: string;
  waId: string | null;
  /** Business-scoped user id. */
  userId: string | null;
  username: string | null;
  isCrmContact: boolean;
  /** What the business keeps of the person. Null: not in the CRM. */
  crm: {
    firstName: string;
    lastName: string;
    position: string | null;
    company: string | null;
    /** The first one is the primary one. */
    emails: string[];
    /** E.164; the first one is the primary one. */
    phones: string[];
    whatsappPhone: string | null;
    /** By the keys of the workspace's custom fields. */
    customFields: Record<string, string | number | boolean>;
    isMarketing: boolean;
    /** Who confirmed that the person agrees to their data being kept. */
    consent: {
      at: string;
      by: Actor;
    };
    externalId: string | null;
  } | null;
  ownerId: string | null;
  /** What the contact wants to be sent, as it was said last; null: never said. `whatsapp`: anything that no person writes by hand. `marketing`: marketing templates. */
  preferences: {
    whatsapp: {
      wanted: boolean;
      at: string;
      source: "whatsapp" | "stop_word" | "user";
    } | null;
    marketing: {
      wanted: boolean;
      at: string;
      source: "whatsapp" | "stop_word" | "user";
    } | null;
  };
  /** Also the ETag: `"v3"`. */
  version: number;
  createdAt: string;
  updatedAt: string;
  /** What the person is and was known by on WhatsApp. Whoever was merged may have several that are valid: what is sent in a conversation goes to the one that wrote last there. */
  identities: ({
    kind: "wa_id" | "bsuid" | "parent_bsuid";
    /** As WhatsApp writes it. */
    value: string;
    validFrom: string;
    /** When another took its place; null: valid. */
    validTo: string | null;
  })[];
  conversations: ({
    id: string;
    lineId: string;
    ownerId: string | null;
  })[];
  links: {
    /** `tel:` with the WhatsApp number, or else the primary. */
    call: string | null;
    /** `mailto:` with the primary address. */
    email: string | null;
    /** `https://wa.me/...`. */
    whatsapp: string | null;
    /** What the button does for you: the inbox, in this conversation or a new one; without access to it your own WhatsApp. */
    sendWhatsApp: {
      opens: "inbox";
      conversationId: string | null;
    } | {
      opens: "whatsapp";
      url: string;
    } | null;
  };
};

export type HistoryItem = {
  id: string;
  /** The type of the event; of conversations `conversation.` and the activity. */
  type: string;
  occurredAt: string;
  actor: Actor;
  /** The conversation that it happened in, or that brought it about. */
  conversationId: string | null;
  data: Record<string, unknown>;
};

export type CustomField = {
  key: string;
  label: string;
  type: "text" | "number" | "date" | "boolean" | "choice";
  /** Of a choice alone. */
  choices?: string[];
};

export type Line = {
  /** Meta's `phone_number_id`. */
  id: string;
  name: string;
  displayPhoneNumber: string;
  wabaId: string;
  portfolioId: string;
  /** The token itself is never shown. */
  hasAccessToken: boolean;
  settings: {
    windowMs: number;
    closingLeadMs: number;
    autoClose: {
      enabled: boolean;
      afterMs: number;
      description: string;
      reasonCode: string | null;
    } | null;
    ownerOnReopening: "keep" | "unassign" | "contactOwner";
    reopening: "automatic" | "manual";
    pickupMs: number | null;
    /** Counts the changes of these settings. */
    version: number;
    /** Inbound messages received from then on start a clock. */
    autoCloseActivatedAt: string | null;
  };
  sending: {
    /** Stopped: WhatsApp refused the line for a reason that somebody has to mend, or it has no token. Its messages wait. */
    state: "running" | "stopped";
    reason: "authorization" | "account" | "registration" | "no_token" | null;
    /** WhatsApp's error code, if one stopped it. */
    code: number | null;
    since: string | null;
    /** Messages per second that WhatsApp allows; null until it has told. */
    perSecond: number | null;
    /** People whom the portfolio may reach outside of windows in any 24 hours; null: no limit, or none that is known. */
    messagingLimit: number | null;
  };
  createdAt: string;
  updatedAt: string;
};

export type MergeProposal = {
  id: string;
  /** The contact that the item was routed to. */
  contactId: string;
  otherContactId: string;
  alias: {
    kind: "bsuid" | "parent_bsuid" | "wa_id";
    scope: string;
    value: string;
  };
  proposedAt: string;
};

export type ParkedItem = {
  id: string;
  reason: "unknown_line" | "unknown_field" | "unknown_type" | "unknown_shape" | "no_identity" | "group" | "invalid";
  lineId: string | null;
  field: string;
  /** The item as WhatsApp sent it, as a body of its own. */
  raw: unknown;
  parkedAt: string;
  replayedAt: string | null;
};

export type Notice = {
  id: string;
  field: string;
  event: string | null;
  wabaId: string | null;
  lineId: string | null;
  occurredAt: string;
  receivedAt: string;
  raw: unknown;
};

export type DeadEntry = {
  id: string;
  conversationId: string;
  /** What it is: `message`, `status`, `command`, ... */
  kind: string;
  /** The kind of defect; what else is known of it stands in the log. */
  reason: string;
  occurredAt: string;
  receivedAt: string;
  diedAt: string;
};

/** A conversation as its row in the list needs it. */
export type ConversationRow = {
  id: string;
  line: {
    id: string;
    name: string;
    displayPhoneNumber: string;
  };
  contact: {
    id: string;
    /** Of the CRM, or else of the WhatsApp profile; empty when there is neither. */
    name: string;
    /** In WhatsApp; empty when it never told one. */
    profileName: string;
    /** E.164 with its plus. A WhatsApp user need not have one. */
    phone: string | null;
    waId: string | null;
    /** Business-scoped user id. */
    userId: string | null;
    username: string | null;
    isCrmContact: boolean;
  };
  /** The short answer; the regions beside it are independent of each other. */
  state: "open" | "window-expired" | "closed" | "reassigned";
  lifecycle: "open" | "closed";
  /** The customer service window, as of `now`. */
  window: {
    state: "none" | "open" | "expired";
    lastInboundAt: string | null;
    expiresAt: string | null;
    secondsLeft: number;
    /** Until then free-form messages are taken: a minute less than the window. */
    freeFormUntil: string | null;
  };
  ownership: "unassigned" | "assigned" | "reassigned";
  attention: "read" | "unread";
  owner: {
    id: string;
    name: string;
  } | null;
  unread: {
    count: number;
    marked: boolean;
  };
  tags: string[];
  lastMessage: {
    id: string;
    direction: "incoming" | "outgoing";
    type: string;
    text: string;
    occurredAt: string;
  } | null;
  lastActivityAt: string | null;
  /** Also the ETag: `"v17"`. */
  version: number;
  /** The time for which all this was said. */
  now: string;
};

/** `event:` is its `type`, `id:` its `seq`. */
export type StreamEvent = {
  /** Stable; `webhook-id` of its deliveries. */
  id: string;
  type: EventType;
  workspaceId: string;
  /** 1, 2, 3, ... in the workspace, without a gap. */
  seq: number;
  occurredAt: string;
  recordedAt: string;
  /** Null for what happened in the CRM, and no conversation brought about. */
  conversation: {
    id: string;
    episode: number;
    version: number;
  } | null;
  cause: {
    kind: "webhook" | "command" | "timer" | "send" | "request" | "automation";
    id: string;
    actor: Actor;
    /** How many starts by automations lie between it and the world; none when not there. */
    depth?: number;
  };
  data: Record<string, unknown>;
  /** The conversations that it concerns as they are now, which may be ahead of the event: one, or of a contact's event all that you may see. Of several events of a conversation that are told together the last one has its row. Ignore a row when you know a greater `version`. */
  rows: ConversationRow[];
};

/** `event: stream.started`, the first of each stream. */
export type StreamStarted = {
  /** The stream tells what comes behind this `seq`. */
  after: number;
  /** The newest `seq` of the feed at that moment. */
  lastSeq: number;
  /** Whether it goes on from the place you gave. False: it begins with what happens from now on; read your lists after it has started. */
  resumed: boolean;
  /** Stands for what you may see, and says nothing else. Read your lists again when it is not the one of your last stream. */
  access: string;
  now: string;
};

/** `event: stream.alive`, every 15 seconds: nothing for a minute means that the connection is dead. Its `id:` counts like any other. */
export type StreamAlive = {
  now: string;
};

/** `event: conversation.removed`: you may not see this conversation any more. Perhaps you never knew of it. */
export type ConversationRemoved = {
  conversationId: string;
  /** Its version then: a row of a smaller one was read before this. */
  version: number;
};

/** `event: stream.ended`, the last of a stream. */
export type StreamEnded = {
  /** `stream.access_changed` when what you may see is another now: come back, and read your lists again. `stream.stopping` when the server stops: come back. Otherwise the code of the problem that you would get now. */
  reason: string;
};

export type MessageToSend = {
  type: "text";
  text: string;
  previewUrl?: boolean;
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "image" | "video";
  mediaId: string;
  caption?: string | null;
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "audio";
  mediaId: string;
  voice?: boolean;
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "document";
  mediaId: string;
  caption?: string | null;
  filename?: string | null;
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "sticker";
  mediaId: string;
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "location";
  latitude: number;
  longitude: number;
  name?: string | null;
  address?: string | null;
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "contacts";
  contacts: ({
    name: {
      formatted: string;
      first?: string | null;
      last?: string | null;
    };
    organization?: string | null;
    phones?: ({
      phone: string;
      waId?: string | null;
      type?: string | null;
    })[];
    emails?: ({
      email: string;
      type?: string | null;
    })[];
  })[];
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "buttons";
  header?: {
    type: "text";
    text: string;
  } | {
    type: "image" | "video" | "document";
    mediaId: string;
  } | null;
  body: string;
  footer?: string | null;
  buttons: {
    id: string;
    title: string;
  }[];
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "list";
  header?: string | null;
  body: string;
  footer?: string | null;
  button: string;
  sections: ({
    title?: string | null;
    rows: ({
      id: string;
      title: string;
      description?: string | null;
    })[];
  })[];
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
} | {
  type: "reaction";
  targetId: string;
  emoji: string | null;
} | {
  type: "template";
  name: string;
  /** As the list of templates has it. */
  language: string;
  /** By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`. */
  bindings?: Record<string, {
    kind: "field";
    field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
    default: string;
  } | {
    kind: "text";
    text: string;
  } | {
    kind: "media";
    mediaId: string;
    filename?: string | null;
  } | {
    kind: "location";
    latitude: number;
    longitude: number;
    name: string;
    address: string;
  } | {
    kind: "flow";
    token?: string | null;
    data?: Record<string, unknown> | null;
  } | {
    kind: "product";
    productId: string;
  } | {
    kind: "products";
    productId: string;
    sections: {
      title: string;
      productIds: string[];
    }[];
  } | {
    kind: "expiry";
    at: string;
  }>;
  /** The message of this conversation that it answers, by the id of the timeline. */
  replyToId?: string | null;
};

/** Why it cannot be sent. */
export type TemplateObstacle = {
  reason: "deleted";
} | {
  reason: "status";
  status: string;
} | {
  reason: "unsupported";
  reasons: string[];
};

export type Template = {
  id: string;
  name: string;
  language: string;
  category: string;
  /** WhatsApp's word. */
  status: string;
  quality: string | null;
  rejectedReason: string | null;
  /** The account that has it; all its lines may send it. */
  wabaId: string;
  sendable: boolean;
  obstacle: TemplateObstacle | null;
  /** What the contact reads, with its placeholders. */
  text: string;
  /** When WhatsApp was asked last. */
  fetchedAt: string;
};

export type TemplateSlot = {
  /** What it is called in `bindings`. */
  key: string;
  /** `text`, `code`, `urlSuffix`, `coupon` and `payload` take a field or a text; `image`, `video` and `document` a file of the library; `location`, `flow`, `product`, `products` and `expiry` what they are called. */
  need: string;
  required: boolean;
  charsMax: number | null;
  /** The text around it, or the label of its button. */
  context: string;
  example: string | null;
};

export type TemplateDetail = {
  id: string;
  name: string;
  language: string;
  category: string;
  /** WhatsApp's word. */
  status: string;
  quality: string | null;
  rejectedReason: string | null;
  /** The account that has it; all its lines may send it. */
  wabaId: string;
  sendable: boolean;
  obstacle: TemplateObstacle | null;
  /** What the contact reads, with its placeholders. */
  text: string;
  /** When WhatsApp was asked last. */
  fetchedAt: string;
  /** Empty for what cannot be read. */
  slots: TemplateSlot[];
  /** What you bound it to the last time that you sent it. */
  suggestion: Record<string, {
    kind: "field";
    field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
    default: string;
  } | {
    kind: "text";
    text: string;
  } | {
    kind: "media";
    mediaId: string;
    filename: string | null;
  } | {
    kind: "location";
    latitude: number;
    longitude: number;
    name: string;
    address: string;
  } | {
    kind: "flow";
    token: string | null;
    data: Record<string, unknown> | null;
  } | {
    kind: "product";
    productId: string;
  } | {
    kind: "products";
    productId: string;
    sections: {
      title: string;
      productIds: string[];
    }[];
  } | {
    kind: "expiry";
    at: string;
  }> | null;
};

export type TemplateSync = {
  wabaId: string;
  state: "running" | "due" | "failing" | "idle";
  /** When all were last fetched. */
  lastFullAt: string | null;
  /** Null while somebody fetches. */
  nextAt: string | null;
  /** Why the last attempt failed. */
  problem: {
    kind: "no_token" | "unauthorized" | "throttled" | "refused" | "unclear";
    /** WhatsApp's, when it gave one. */
    code: number | null;
    at: string;
  } | null;
};

export type TemplatePreview = {
  /** As the contact reads it. */
  text: string;
  /** What stands in its slots. */
  values: Record<string, string>;
  /** Slots in which the default stands, the contact having nothing there. */
  defaults: string[];
  /** Everything that is missing or wrong. */
  problems: {
    slot: string;
    rule: string;
  }[];
  /** Whether the template can be sent now, whatever it is bound to. */
  sendable: boolean;
  obstacle: TemplateObstacle | null;
};

export type OpportunityRecord = {
  id: string;
  contactId: string;
  ownerId: string | null;
  externalId: string | null;
  /** Also the ETag: `"v3"`. */
  version: number;
  createdAt: string;
  updatedAt: string;
  title: string;
  amount: number | null;
  currency: string | null;
  stage: string | null;
  state: "open" | "won" | "lost";
};

export type ActivityRecord = {
  id: string;
  contactId: string;
  ownerId: string | null;
  externalId: string | null;
  /** Also the ETag: `"v3"`. */
  version: number;
  createdAt: string;
  updatedAt: string;
  type: string;
  title: string | null;
  dueAt: string | null;
  state: "pending" | "done";
};

export type TaskRecord = {
  id: string;
  contactId: string;
  ownerId: string | null;
  externalId: string | null;
  /** Also the ETag: `"v3"`. */
  version: number;
  createdAt: string;
  updatedAt: string;
  title: string;
  dueAt: string | null;
  state: "pending" | "done";
};

export type Role = {
  id: string;
  name: string;
  /** Those that every workspace has never change. */
  builtIn: boolean;
  permissions: {
    /** Conversations they may see and work in: their own, those of nobody, all. Any of them gives an inbox with what is their own (R2.8). */
    conversations: ("own" | "unassigned" | "all")[];
    /** Contacts they manage: their own, marketing contacts, all (R2.9). */
    contacts: ("own" | "marketing" | "all")[];
    /** Whether they define the statuses of users (R11.6). */
    statuses: boolean;
  };
};

export type Status = {
  id: string;
  name: string;
  /** Whether whoever is in it is still given new conversations by themselves. By hand one always can, and the answer warns by `ownerStatus`. */
  receives: boolean;
  /** Sent to a contact who writes meanwhile, once for each conversation and absence, while the customer service window is open. */
  reply: string | null;
  /** Whoever is online and makes no request for so long is in it until their next one. Requests are noted to within a minute. Of several statuses that with the longest time passed counts. */
  afterIdleMs: number | null;
};

export type Team = {
  id: string;
  name: string;
  /** Users. */
  memberIds: string[];
  /** Users, none of them a member. None: all members rank equal. */
  leaderIds: string[];
  /** What leaders, or without any all members, may do with the conversations of the members: nothing, see them, or also work in them. */
  conversations: "none" | "view" | "act";
  createdAt: string;
};

export type Token = {
  id: string;
  name: string;
  /** How it begins. */
  hint: string;
  /** What it is good for, within the rights of its user; null: all. */
  scopes: ("inbox:read" | "inbox:write" | "contacts:read" | "contacts:write" | "events" | "settings")[] | null;
  createdAt: string;
  expiresAt: string | null;
  /** To within a minute. */
  lastUsedAt: string | null;
  /** When a successor was issued. */
  rotatedAt: string | null;
};

export type IssuedToken = {
  id: string;
  name: string;
  /** How it begins. */
  hint: string;
  /** What it is good for, within the rights of its user; null: all. */
  scopes: ("inbox:read" | "inbox:write" | "contacts:read" | "contacts:write" | "events" | "settings")[] | null;
  createdAt: string;
  expiresAt: string | null;
  /** To within a minute. */
  lastUsedAt: string | null;
  /** When a successor was issued. */
  rotatedAt: string | null;
  /** Shown here and never again. */
  token: string;
};

export type Workspace = {
  id: string;
  name: string;
  plan: "lite" | "pro" | null;
  addOns: "whatsapp"[];
  /** IANA. Business hours of lines are meant in it. */
  timeZone: string;
  /** What plan and add-ons open. Without `inbox` its routes answer 403 `plan.inbox_missing`, while webhooks are stored. */
  entitlements: "inbox"[];
};

export type AutomationVersionSummary = {
  version: number;
  /** The user who wrote it. */
  createdBy: string | null;
  createdAt: string;
};

export type AutomationHook = {
  /** `POST` it: see `callAutomation`. */
  path: string;
};

export interface EventData {
  /** The contact has started the conversation: the trigger of automations. */
  "conversation.started_by_contact": ConversationStartedData;
  /** An episode has begun: there is something to do here. */
  "conversation.opened": ConversationOpenedData;
  /** The episode has ended, and why is told. */
  "conversation.closed": ConversationClosedData;
  /** Somebody owns what was nobody's, or was given it when the contact opened it again. */
  "conversation.assigned": ConversationGivenData;
  /** Nobody owns it any more. */
  "conversation.unassigned": ConversationOwnerData;
  /** It was handed from one owner to another, who has neither read nor answered yet. */
  "conversation.reassigned": ConversationGivenData;
  /** The new owner has read or answered. */
  "conversation.picked_up": ConversationPickupData;
  /** The new owner has let the line's pick-up deadline pass. */
  "conversation.not_picked_up": ConversationPickupData;
  /** The unread mark is gone, for everybody. */
  "conversation.read": ConversationPlainData;
  /** Somebody has marked it unread by hand. */
  "conversation.unread": ConversationPlainData;
  /** It carries tags that it did not carry before. */
  "conversation.tagged": ConversationTaggedData;
  /** Tags were taken off. */
  "conversation.untagged": ConversationUntaggedData;
  /** A colleague has written a note for colleagues, which the contact never gets. */
  "conversation.noted": ConversationNotedData;
  /** The customer service window has opened: free-form messages may be sent. */
  "window.opened": WindowData;
  /** The window shuts soon, unless the contact writes. */
  "window.closing": WindowData;
  /** The window has shut: only templates may be sent until the contact writes. */
  "window.expired": WindowData;
  /** The contact has written. */
  "message.received": MessageReceivedData;
  /** Somebody has written to the contact from the WhatsApp Business app on the phone. */
  "message.echoed": MessageEchoedData;
  /** A message was accepted for sending, and has its place in the timeline. */
  "message.queued": MessageQueuedData;
  /** The answer to the send was lost, and nobody knows yet whether WhatsApp took it. */
  "message.uncertain": MessageStatusData;
  /** WhatsApp has taken the message. */
  "message.sent": MessageStatusData;
  /** The message is on the contact's device. */
  "message.delivered": MessageStatusData;
  /** The contact has seen the message. */
  "message.read": MessageStatusData;
  /** The contact has listened to the voice message. */
  "message.played": MessageStatusData;
  /** The message was not delivered, and `reason` says why in one word. */
  "message.failed": MessageFailedData;
  /** Somebody has reacted to a message, or taken that back. */
  "message.reacted": MessageReactedData;
  /** A message has another wording; the earlier ones stand in the timeline. */
  "message.edited": MessageEditedData;
  /** A message was taken back for everybody, and is not quoted any more. */
  "message.revoked": MessageRevokedData;
  /** WhatsApp has told something of a call, in either direction. */
  "call.received": CallData;
  /** The contact has another number or user id on WhatsApp; the conversation stays the same. */
  "contact.identity_changed": IdentityChangedData;
  /** The person is in the CRM now. */
  "contact.created": ContactCreatedData;
  /** Fields of the profile have changed, and which is told. */
  "contact.updated": ContactUpdatedData;
  /** The contact has another owner, or none any more. */
  "contact.owner_changed": ContactOwnerData;
  /** The contact is marked for marketing, or no longer. */
  "contact.marketing_changed": ContactMarketingData;
  /** The person wants messages of a kind no longer, or again. */
  "contact.preference_changed": ContactPreferenceData;
  /** Whoever wrote is a contact of the CRM, which was found by the number or named by a user. */
  "contact.associated": ContactAssociatedData;
  /** Two contacts were one person, and are one contact from now on. */
  "contact.merged": ContactMergedData;
  /** The person is not in the CRM any more; the chat stays, under its number. */
  "contact.deleted": ContactDeletedData;
  /** An opportunity was added to a contact. */
  "opportunity.created": RecordCreatedData;
  /** An opportunity has changed, and which fields is told. */
  "opportunity.updated": RecordUpdatedData;
  /** An opportunity has another owner, or none any more. */
  "opportunity.owner_changed": RecordOwnerData;
  /** An opportunity is gone; the contact's history keeps what was told of it. */
  "opportunity.deleted": RecordDeletedData;
  /** An activity was added to a contact. */
  "activity.created": RecordCreatedData;
  /** An activity has changed, and which fields is told. */
  "activity.updated": RecordUpdatedData;
  /** An activity has another owner, or none any more. */
  "activity.owner_changed": RecordOwnerData;
  /** An activity is gone; the contact's history keeps what was told of it. */
  "activity.deleted": RecordDeletedData;
  /** A task was added to a contact. */
  "task.created": RecordCreatedData;
  /** A task has changed, and which fields is told. */
  "task.updated": RecordUpdatedData;
  /** A task has another owner, or none any more. */
  "task.owner_changed": RecordOwnerData;
  /** A task is gone; the contact's history keeps what was told of it. */
  "task.deleted": RecordDeletedData;
  /** An automation has started in this conversation. */
  "automation.run.started": AutomationRunStartedData;
  /** A run of an automation is over. */
  "automation.run.ended": AutomationRunEndedData;
}

/** An event as it is posted to endpoints, and as the feed has it, told by its `type`: `JSON.parse(body) as KnownEvent`. */
export type KnownEvent = {
  [Type in keyof EventData]: Omit<Event, "type" | "data"> & { type: Type; data: EventData[Type] };
}[keyof EventData];

export interface Operations {
  /**
   * List conversations
   *
   * Newest activity first. Filters and search combine; a conversation without any message is not listed. A cursor goes on with the same filters only.
   */
  listConversations: {
    request: {
      query?: {
        /** Open ones, closed ones, or all. */
        status?: "open" | "closed" | "all";
        /** Last activity within this time back from now. Not beside `from`. */
        since?: "24h" | "3d" | "7d" | "30d" | "90d";
        /** Last activity at this time or later, ISO 8601. */
        from?: string;
        /** Last activity before this time, ISO 8601. */
        to?: string;
        /** `me`, `unassigned`, or ids of users; several with commas between them. */
        owner?: string;
        /** Ids of lines, with commas between them. */
        line?: string;
        /** As the engine has noted it: a window that ends this second may be found as `open` for a moment longer. `open`, `window-expired`, `closed`, `reassigned`; several with commas between them. */
        state?: string;
        /** `true`: not opened yet, or marked unread. `false`: only what was read. */
        unread?: "true" | "false";
        /** One that the conversation carries. */
        tag?: string;
        /** Beginnings of words of the name (of the CRM or of WhatsApp), an e-mail address, a phone number or four or more digits in a row of it. Accents and case do not matter; all words must fit. */
        q?: string;
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: Conversation[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Start a conversation by a template
   *
   * With a contact, or with a number, which becomes a contact when nobody has it: `phone` is E.164 with its plus, and the forms of one number in
   * Brazil, Mexico and Argentina are one contact's. The conversation that they have on the line is used, and opened when it is closed; a new one
   * is yours. The window stays shut until the contact answers, and the answer starts no automation.
   *
   * The template is judged first, as in `POST /v1/conversations/{id}/messages`: what is refused leaves neither contact nor conversation behind.
   */
  startConversation: {
    request: {
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
      };
      body: {
        /** The line that writes. */
        line: string;
        contactId?: string;
        phone?: string;
        template: {
          name: string;
          /** As the list of templates has it. */
          language: string;
          /** By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`. */
          bindings?: Record<string, {
            kind: "field";
            field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
            default: string;
          } | {
            kind: "text";
            text: string;
          } | {
            kind: "media";
            mediaId: string;
            filename?: string | null;
          } | {
            kind: "location";
            latitude: number;
            longitude: number;
            name: string;
            address: string;
          } | {
            kind: "flow";
            token?: string | null;
            data?: Record<string, unknown> | null;
          } | {
            kind: "product";
            productId: string;
          } | {
            kind: "products";
            productId: string;
            sections: {
              title: string;
              productIds: string[];
            }[];
          } | {
            kind: "expiry";
            at: string;
          }>;
        };
      };
    };
    answer:
      | { status: 201; body: SentMessages }
      | { status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * How many conversations are unread
   *
   * Of those that the list with the same filters would show.
   */
  countUnreadConversations: {
    request: {
      query?: {
        /** Open ones, closed ones, or all. */
        status?: "open" | "closed" | "all";
        /** Last activity within this time back from now. Not beside `from`. */
        since?: "24h" | "3d" | "7d" | "30d" | "90d";
        /** Last activity at this time or later, ISO 8601. */
        from?: string;
        /** Last activity before this time, ISO 8601. */
        to?: string;
        /** `me`, `unassigned`, or ids of users; several with commas between them. */
        owner?: string;
        /** Ids of lines, with commas between them. */
        line?: string;
        /** As the engine has noted it: a window that ends this second may be found as `open` for a moment longer. `open`, `window-expired`, `closed`, `reassigned`; several with commas between them. */
        state?: string;
        /** One that the conversation carries. */
        tag?: string;
        /** Beginnings of words of the name (of the CRM or of WhatsApp), an e-mail address, a phone number or four or more digits in a row of it. Accents and case do not matter; all words must fit. */
        q?: string;
      };
    };
    answer:
      | { status: 200; body: {
        /** Conversations, not messages. Counted up to 10000. */
        count: number;
        /** `false`: there are at least `count`. */
        exact: boolean;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One conversation
   *
   * With an `ETag` of its version, for `If-Match` on commands. `now` is when it was read: a window that has passed its end by then is `expired`.
   */
  getConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: Conversation }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Messages and activities
   *
   * Newest first by provider time. A revoked message stands without its content; a message of which only a status, reaction or edit has come is not listed.
   */
  listTimeline: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: (Message | Activity | Note)[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Close; optionally hand over first, in the same step
   *
   * Ends the episode with a description of 1 to 1,000 characters. Says nothing about the customer service window, and keeps what is unread. The answer names the automations that the contact's next message may start again; with `rearm: false` that one opening starts none.
   */
  closeConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body: {
        description: string;
        reasonCode?: string | null;
        handOverTo?: {
          kind: "user";
          userId: string;
        } | {
          kind: "nobody";
        } | {
          kind: "contactOwner";
        } | null;
        rearm?: boolean;
      };
    };
    answer:
      | { status: 200; body: ClosedConversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Reopen
   *
   * Begins a new episode without a message of the contact, so it starts no automation.
   */
  reopenConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Assign to a user, to nobody, or to the contact's owner
   *
   * To a user, to nobody, or to whoever owns the contact. With `markUnread` the new owner finds it unread. `cascade` hands over the contact, its open opportunities, its pending activities and its pending tasks in the same step. To its present owner: 200, and nothing changes. `expectedOwnerId` lets the loser of a race be told with 409.
   */
  assignConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body: {
        target: {
          kind: "user";
          userId: string;
        } | {
          kind: "nobody";
        } | {
          kind: "contactOwner";
        };
        markUnread?: boolean;
        expectedOwnerId?: string | null;
        cascade?: {
          contact?: boolean;
          opportunities?: boolean;
          activities?: boolean;
          tasks?: boolean;
        };
      };
    };
    answer:
      | { status: 200; body: AssignedConversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Take a conversation that is nobody's; the first has it
   *
   * Of many who claim at once the first has it; the others get 409 with the owner. Whoever has it already gets 200.
   */
  claimConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Mark read; with `receipt` the contact is told
   *
   * Clears the unread mark for everybody when its owner reads it, or anybody while it has no owner; otherwise nothing changes. With `receipt` WhatsApp shows the contact that it was read.
   */
  readConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: {
        receipt?: boolean;
      };
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Mark unread
   *
   * Puts the mark back, for everybody, until it is read again.
   */
  unreadConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Put tags on it; at most 50 stand
   *
   * Tags are kept in small letters; those that it carries already change nothing. 409 when there would be more than 50.
   */
  tagConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body: {
        tags: string[];
      };
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Take tags off
   *
   * Those that it does not carry change nothing.
   */
  untagConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body: {
        tags: string[];
      };
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Leave an internal note, which is never sent
   *
   * 1 to 4,096 characters for colleagues. It stands in the timeline, is never sent, and changes neither window, unread mark, auto-close clock nor the place in the list.
   */
  noteConversation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body: {
        text: string;
      };
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * What became of a command
   *
   * By the `Idempotency-Key` it was issued under, by you.
   */
  getOutcome: {
    request: {
      path: {
        /** Key of the outcome. */
        key: string;
      };
    };
    answer:
      | { status: 200; body: Outcome }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Assign many conversations
   *
   * Up to 100 conversations, each on its own: look at the status of every item. Does not delay live messages. A conversation that does not exist, or that you may not see, is a 404 item. Repeat it under its key to get the same answers, or those that were pending. `If-Match` is refused: one version cannot speak for many; `expectedOwnerId` can.
   */
  assignConversations: {
    request: {
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
      };
      body: {
        target: {
          kind: "user";
          userId: string;
        } | {
          kind: "nobody";
        } | {
          kind: "contactOwner";
        };
        markUnread?: boolean;
        expectedOwnerId?: string | null;
        cascade?: {
          contact?: boolean;
          opportunities?: boolean;
          activities?: boolean;
          tasks?: boolean;
        };
        ids: string[];
      };
    };
    answer:
      | { status: 200; body: {
        /** The `Idempotency-Key`, made up when missing. */
        key: string;
        /** In the order of `ids`. */
        items: BulkItem[];
      } }
      | { status: 400 | 401 | 403 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Close many conversations
   *
   * Up to 100 conversations, each on its own: look at the status of every item. Does not delay live messages. A conversation that does not exist, or that you may not see, is a 404 item. Repeat it under its key to get the same answers, or those that were pending. `If-Match` is refused: one version cannot speak for many; `expectedOwnerId` can.
   */
  closeConversations: {
    request: {
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
      };
      body: {
        description: string;
        reasonCode?: string | null;
        handOverTo?: {
          kind: "user";
          userId: string;
        } | {
          kind: "nobody";
        } | {
          kind: "contactOwner";
        } | null;
        rearm?: boolean;
        ids: string[];
      };
    };
    answer:
      | { status: 200; body: {
        /** The `Idempotency-Key`, made up when missing. */
        key: string;
        /** In the order of `ids`. */
        items: BulkItem[];
      } }
      | { status: 400 | 401 | 403 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Send messages
   *
   * One message, or a list of 1 to 30. Each is judged on its own: what breaks a limit of WhatsApp, names a file or message that cannot be used, or
   * may not be sent to this contact stands in `refused` with its index, and all others are queued in one step and leave in their order. If none can
   * be sent, the answer is the problem of the first.
   *
   * Free-form messages need the customer service window until a minute before its end. Outside it: 409 `window.closed` with the evidence, and the
   * templates that could be sent. A template goes at any time; everything that its slots lack is said at once (`template.incomplete`). 200 means queued: what becomes of each message is told by its status, and by `message.*` events.
   */
  sendMessages: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body: {
        /** In the order in which they are to leave. */
        messages: MessageToSend[];
        /** The message that the first of them answers. */
        replyToId?: string | null;
      } | MessageToSend | Record<string, unknown>;
    };
    answer:
      | { status: 200; body: SentMessages | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Send a failed or uncertain message again
   *
   * As a new message, which names the old one; once. An uncertain message may have reached the contact: people decide, nothing is repeated by itself.
   */
  resendMessage: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
        /** Id of the message. */
        messageId: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: SentMessages | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Show the contact that somebody writes
   *
   * For up to 25 seconds, or until a message arrives; repeat it while somebody writes. WhatsApp marks the contact's messages read with it.
   */
  showTyping: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Read the event feed
   *
   * Events after a place in the feed, in order and without a gap: whoever goes on with `?after=` the `next` of the last answer misses nothing and gets nothing twice, also with a filter. Only events of conversations that you may see now: an answer may hold fewer than `limit`, even none, while `next` is still below `lastSeq`.
   */
  listEvents: {
    request: {
      query?: {
        /** `seq` of the last event that was handled. */
        after?: number;
        /** Events at most; 100 when not given. */
        limit?: number;
        /** Only these types, with commas between them. */
        types?: string;
      };
    };
    answer:
      | { status: 200; body: {
        events: Event[];
        /** The newest `seq` of the feed. Below `next`: you are ahead of a feed that was restored from a copy, and have to begin anew. */
        lastSeq: number;
        /** Give it as `?after=` the next time. */
        next: number;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Follow what happens, live
   *
   * Server-sent events: what happens in the conversations that you may see, as it is committed. Each event comes as in the feed, with the
   * `rows` of the conversations that it concerns as the list would show them now, so that an inbox needs no further request.
   *
   * **Resuming.** `id:` is the place in the feed. Come back with the last one as `Last-Event-ID` (browsers do so by themselves), or as
   * `?after=`, and nothing is missed or told twice. Without either the stream begins now; `stream.started` says where.
   *
   * **What you may see** is decided by the conversation's owner at the moment of telling, also for what you missed. When a conversation leaves
   * your sight you get `conversation.removed`, in whatever `types`. When your rights change, the stream ends with `stream.ended` and its
   * `reason`; the next one starts with another `access`, which tells you to read your lists again.
   *
   * **Connections.** A comment and `stream.alive` come every 15 seconds. Who does not read is cut off, and may come back.
   */
  streamEvents: {
    request: {
      query?: {
        /** The same, for clients that cannot set a header. */
        after?: number;
        /** Only these types, with commas between them. */
        types?: string;
      };
      header?: {
        /** Goes on behind this message; before `?after=`. */
        "last-event-id"?: string;
      };
    };
    answer:
      | { status: 200; body: ReadableStream<Uint8Array> }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List endpoints
   *
   * All of the workspace, without their secrets.
   */
  listEndpoints: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: {
        items: Endpoint[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Subscribe a URL to events
   *
   * Events recorded from now on are posted to it, signed as Standard Webhooks says, at least once and with one `webhook-id` each.
   */
  createEndpoint: {
    request: {
      body: {
        url: string;
        events: ("*" | "conversation.started_by_contact" | "conversation.opened" | "conversation.closed" | "conversation.assigned" | "conversation.unassigned" | "conversation.reassigned" | "conversation.picked_up" | "conversation.not_picked_up" | "conversation.read" | "conversation.unread" | "conversation.tagged" | "conversation.untagged" | "conversation.noted" | "window.opened" | "window.closing" | "window.expired" | "message.received" | "message.echoed" | "message.queued" | "message.uncertain" | "message.sent" | "message.delivered" | "message.read" | "message.played" | "message.failed" | "message.reacted" | "message.edited" | "message.revoked" | "call.received" | "contact.identity_changed" | "contact.created" | "contact.updated" | "contact.owner_changed" | "contact.marketing_changed" | "contact.preference_changed" | "contact.associated" | "contact.merged" | "contact.deleted" | "opportunity.created" | "opportunity.updated" | "opportunity.owner_changed" | "opportunity.deleted" | "activity.created" | "activity.updated" | "activity.owner_changed" | "activity.deleted" | "task.created" | "task.updated" | "task.owner_changed" | "task.deleted" | "automation.run.started" | "automation.run.ended")[];
        description?: string;
        enabled?: boolean;
      };
    };
    answer:
      | { status: 201; body: {
        id: string;
        url: string;
        events: ("*" | "conversation.started_by_contact" | "conversation.opened" | "conversation.closed" | "conversation.assigned" | "conversation.unassigned" | "conversation.reassigned" | "conversation.picked_up" | "conversation.not_picked_up" | "conversation.read" | "conversation.unread" | "conversation.tagged" | "conversation.untagged" | "conversation.noted" | "window.opened" | "window.closing" | "window.expired" | "message.received" | "message.echoed" | "message.queued" | "message.uncertain" | "message.sent" | "message.delivered" | "message.read" | "message.played" | "message.failed" | "message.reacted" | "message.edited" | "message.revoked" | "call.received" | "contact.identity_changed" | "contact.created" | "contact.updated" | "contact.owner_changed" | "contact.marketing_changed" | "contact.preference_changed" | "contact.associated" | "contact.merged" | "contact.deleted" | "opportunity.created" | "opportunity.updated" | "opportunity.owner_changed" | "opportunity.deleted" | "activity.created" | "activity.updated" | "activity.owner_changed" | "activity.deleted" | "task.created" | "task.updated" | "task.owner_changed" | "task.deleted" | "automation.run.started" | "automation.run.ended")[];
        description: string;
        enabled: boolean;
        /** Why the engine switched it off: it answered 410, or failed for days. */
        disabledReason: "gone" | "failing" | null;
        /** Two while a rotation lasts. The secrets themselves are never shown. */
        secrets: ({
          validUntil: string | null;
        })[];
        /** Events after this place in the feed are delivered. */
        startSeq: number;
        failingSince: string | null;
        createdAt: string;
        updatedAt: string;
        /** Shown here and never again. Verifies `webhook-signature` (Standard Webhooks). */
        secret: string;
      } }
      | { status: 400 | 401 | 403 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One endpoint
   *
   * Without its secrets: they are shown when they are made, and never again.
   */
  getEndpoint: {
    request: {
      path: {
        /** Id of the endpoint. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: Endpoint }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change an endpoint, or switch it on or off
   *
   * Deliveries of an endpoint that is off wait; switched on, it gets them.
   */
  changeEndpoint: {
    request: {
      path: {
        /** Id of the endpoint. */
        id: string;
      };
      body: {
        url?: string;
        events?: ("*" | "conversation.started_by_contact" | "conversation.opened" | "conversation.closed" | "conversation.assigned" | "conversation.unassigned" | "conversation.reassigned" | "conversation.picked_up" | "conversation.not_picked_up" | "conversation.read" | "conversation.unread" | "conversation.tagged" | "conversation.untagged" | "conversation.noted" | "window.opened" | "window.closing" | "window.expired" | "message.received" | "message.echoed" | "message.queued" | "message.uncertain" | "message.sent" | "message.delivered" | "message.read" | "message.played" | "message.failed" | "message.reacted" | "message.edited" | "message.revoked" | "call.received" | "contact.identity_changed" | "contact.created" | "contact.updated" | "contact.owner_changed" | "contact.marketing_changed" | "contact.preference_changed" | "contact.associated" | "contact.merged" | "contact.deleted" | "opportunity.created" | "opportunity.updated" | "opportunity.owner_changed" | "opportunity.deleted" | "activity.created" | "activity.updated" | "activity.owner_changed" | "activity.deleted" | "task.created" | "task.updated" | "task.owner_changed" | "task.deleted" | "automation.run.started" | "automation.run.ended")[];
        description?: string;
        enabled?: boolean;
      };
    };
    answer:
      | { status: 200; body: Endpoint }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Remove an endpoint
   *
   * Deliveries that wait are dropped.
   */
  deleteEndpoint: {
    request: {
      path: {
        /** Id of the endpoint. */
        id: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Rotate the secret
   *
   * For 24 hours every delivery carries a signature of both secrets; then the old one is void. Rotating again within that time voids the older one at once.
   */
  rotateSecret: {
    request: {
      path: {
        /** Id of the endpoint. */
        id: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: {
        /** Shown here and never again. Verifies `webhook-signature` (Standard Webhooks). */
        secret: string;
        previousValidUntil: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Deliveries to an endpoint
   *
   * Newest event first.
   */
  listDeliveries: {
    request: {
      path: {
        /** Id of the endpoint. */
        id: string;
      };
      query?: {
        /** Only those in this state. */
        state?: "pending" | "delivered" | "dead";
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: Delivery[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One delivery with its attempts
   *
   * At most the last 20 attempts, newest last. What the receiver said is not kept.
   */
  getDelivery: {
    request: {
      path: {
        /** Id of the delivery. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: {
        delivery: Delivery;
        event: Event;
        attempts: Attempt[];
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Deliver again
   *
   * One event, or a range of the feed with both ends included, under the same `webhook-id` as the first time. Events that the endpoint never had are delivered too, if it subscribes to their type. What is on its way at that moment is delivered once more afterwards.
   */
  replayDeliveries: {
    request: {
      path: {
        /** Id of the endpoint. */
        id: string;
      };
      body: {
        eventId?: string;
        fromSeq?: number;
        toSeq?: number;
      };
    };
    answer:
      | { status: 202; body: {
        replayed: number;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One line
   *
   * With its settings, and whether its messages go out.
   */
  getLine: {
    request: {
      path: {
        /** Id of the line. */
        phoneNumberId: string;
      };
    };
    answer:
      | { status: 200; body: Line }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Register or change a line
   *
   * Webhooks of numbers that are not registered are parked; registering the line replays them.
   */
  putLine: {
    request: {
      path: {
        /** Id of the line. */
        phoneNumberId: string;
      };
      body: {
        name: string;
        displayPhoneNumber: string;
        wabaId: string;
        /** Business portfolio. Lines of one portfolio share their contacts' user ids. When never given, the WABA stands for it. */
        portfolioId?: string;
        /** Graph API token. Left out: kept as it is. Null: removed. */
        accessToken?: string | null;
        /** Complete settings, defaults for what is left out. Absent: kept. */
        settings?: {
          windowMs?: number;
          closingLeadMs?: number;
          autoClose?: {
            enabled?: boolean;
            afterMs: number;
            description: string;
            reasonCode?: string | null;
          } | null;
          ownerOnReopening?: "keep" | "unassign" | "contactOwner";
          reopening?: "automatic" | "manual";
          pickupMs?: number | null;
          stopWords?: string[];
          startWords?: string[];
          businessHours?: {
            weekly: {
              monday?: {
                from: string;
                to: string;
              }[];
              tuesday?: {
                from: string;
                to: string;
              }[];
              wednesday?: {
                from: string;
                to: string;
              }[];
              thursday?: {
                from: string;
                to: string;
              }[];
              friday?: {
                from: string;
                to: string;
              }[];
              saturday?: {
                from: string;
                to: string;
              }[];
              sunday?: {
                from: string;
                to: string;
              }[];
            };
            dates?: {
              date: string;
              ranges: {
                from: string;
                to: string;
              }[];
            }[];
          } | null;
        };
      };
    };
    answer:
      | { status: 200 | 201; body: {
        /** Meta's `phone_number_id`. */
        id: string;
        name: string;
        displayPhoneNumber: string;
        wabaId: string;
        portfolioId: string;
        /** The token itself is never shown. */
        hasAccessToken: boolean;
        settings: {
          windowMs: number;
          closingLeadMs: number;
          autoClose: {
            enabled: boolean;
            afterMs: number;
            description: string;
            reasonCode: string | null;
          } | null;
          ownerOnReopening: "keep" | "unassign" | "contactOwner";
          reopening: "automatic" | "manual";
          pickupMs: number | null;
          /** Counts the changes of these settings. */
          version: number;
          /** Inbound messages received from then on start a clock. */
          autoCloseActivatedAt: string | null;
        };
        sending: {
          /** Stopped: WhatsApp refused the line for a reason that somebody has to mend, or it has no token. Its messages wait. */
          state: "running" | "stopped";
          reason: "authorization" | "account" | "registration" | "no_token" | null;
          /** WhatsApp's error code, if one stopped it. */
          code: number | null;
          since: string | null;
          /** Messages per second that WhatsApp allows; null until it has told. */
          perSecond: number | null;
          /** People whom the portfolio may reach outside of windows in any 24 hours; null: no limit, or none that is known. */
          messagingLimit: number | null;
        };
        createdAt: string;
        updatedAt: string;
        /** Parked items of this line that found a place. */
        replayed: number;
      } }
      | { status: 400 | 401 | 403 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List lines
   *
   * All of the workspace, with their settings.
   */
  listLines: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: {
        items: Line[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Let a line send again
   *
   * A line stops when WhatsApp refuses it for a reason that somebody has to mend, at once or by a status later; `sending` says which. What waits is sent, in order. If nothing was mended, the line stops again. A new token resumes the line too.
   */
  resumeLine: {
    request: {
      path: {
        /** Id of the line. */
        phoneNumberId: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: Line }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List users
   *
   * All of the workspace, also those who are switched off.
   */
  listUsers: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: {
        items: User[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Add a user
   *
   * Active and online; they get in once a token is issued for them.
   */
  createUser: {
    request: {
      body: {
        name: string;
        role?: string;
      };
    };
    answer:
      | { status: 201; body: User }
      | { status: 400 | 401 | 403 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One user
   *
   * `me` is whoever asks.
   */
  getUser: {
    request: {
      path: {
        /** Id of the user. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: User }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Rename a user, give them another role, or switch them on or off
   *
   * At once. A user who is off loses all tokens. Whoever is off, or has a role without an inbox, keeps their closed conversations by name; the open ones are given back to nobody within seconds.
   */
  changeUser: {
    request: {
      path: {
        /** Id of the user. */
        id: string;
      };
      body: {
        name?: string;
        role?: string;
        active?: boolean;
      };
    };
    answer:
      | { status: 200; body: User }
      | { status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Say whether you are there
   *
   * `online`, or a status of the workspace.
   */
  setOwnStatus: {
    request: {
      body: {
        statusId: string;
      };
    };
    answer:
      | { status: 200; body: User }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List the tokens of a user
   *
   * Those that are valid, newest first. `me`, or for administrators any user.
   */
  listTokens: {
    request: {
      path: {
        /** Id of the user. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: {
        items: Token[];
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Issue a token
   *
   * The token is shown here and never again: only its hash is kept. At most 50 are valid. `me`, or for administrators any user. No token issues one with scopes that it has not itself.
   */
  createToken: {
    request: {
      path: {
        /** Id of the user. */
        id: string;
      };
      body?: {
        name?: string;
        /** What it is good for, within the rights of its user; null: all. */
        scopes?: ("inbox:read" | "inbox:write" | "contacts:read" | "contacts:write" | "events" | "settings")[] | null;
        /** Null: never. */
        expiresAt?: string | null;
      };
    };
    answer:
      | { status: 201; body: IssuedToken }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Revoke all tokens of a user
   *
   * At once: the next request with one of them is answered 401. Also your own.
   */
  revokeTokens: {
    request: {
      path: {
        /** Id of the user. */
        id: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Issue the successor of a token
   *
   * With the same name, scopes and lifetime. Both are valid until the old one expires, a day later when not said otherwise; so whoever uses it can be changed without a gap. Once for each token.
   */
  rotateToken: {
    request: {
      path: {
        /** Id of the user. */
        id: string;
        /** Id of the token. */
        tokenId: string;
      };
      body?: {
        overlapMs?: number;
      };
    };
    answer:
      | { status: 201; body: IssuedToken }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Revoke a token
   *
   * At once: the next request with it is answered 401. Also the one you use.
   */
  revokeToken: {
    request: {
      path: {
        /** Id of the user. */
        id: string;
        /** Id of the token. */
        tokenId: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List roles
   *
   * The built-in ones first.
   */
  listRoles: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: {
        items: Role[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Make a role
   *
   * What is not permitted by name is not permitted.
   */
  createRole: {
    request: {
      body: {
        name: string;
        permissions?: {
          /** Conversations they may see and work in: their own, those of nobody, all. Any of them gives an inbox with what is their own (R2.8). */
          conversations?: ("own" | "unassigned" | "all")[];
          /** Contacts they manage: their own, marketing contacts, all (R2.9). */
          contacts?: ("own" | "marketing" | "all")[];
          /** Whether they define the statuses of users (R11.6). */
          statuses?: boolean;
        };
      };
    };
    answer:
      | { status: 201; body: Role }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One role
   *
   * Also a built-in one.
   */
  getRole: {
    request: {
      path: {
        /** Id of the role. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: Role }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Rename a role, or change what it permits
   *
   * At once, for everybody who has it. When it loses the inbox, their open conversations are given back to nobody.
   */
  changeRole: {
    request: {
      path: {
        /** Id of the role. */
        id: string;
      };
      body: {
        name?: string;
        permissions?: {
          /** Conversations they may see and work in: their own, those of nobody, all. Any of them gives an inbox with what is their own (R2.8). */
          conversations?: ("own" | "unassigned" | "all")[];
          /** Contacts they manage: their own, marketing contacts, all (R2.9). */
          contacts?: ("own" | "marketing" | "all")[];
          /** Whether they define the statuses of users (R11.6). */
          statuses?: boolean;
        };
      };
    };
    answer:
      | { status: 200; body: Role }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Remove a role that nobody has
   *
   * 409 while somebody has it, also somebody who is switched off.
   */
  deleteRole: {
    request: {
      path: {
        /** Id of the role. */
        id: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List teams
   *
   * All of the workspace.
   */
  listTeams: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: {
        items: Team[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Make a team
   *
   * Shares nothing unless it says so.
   */
  createTeam: {
    request: {
      body: {
        name: string;
        /** Users. */
        memberIds?: string[];
        /** Users, none of them a member. None: all members rank equal. */
        leaderIds?: string[];
        /** What leaders, or without any all members, may do with the conversations of the members: nothing, see them, or also work in them. */
        conversations?: "none" | "view" | "act";
      };
    };
    answer:
      | { status: 201; body: Team }
      | { status: 400 | 401 | 403 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One team
   *
   * With its people, by their ids.
   */
  getTeam: {
    request: {
      path: {
        /** Id of the team. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: Team }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change a team
   *
   * Lists are given whole. What its people see changes at once.
   */
  changeTeam: {
    request: {
      path: {
        /** Id of the team. */
        id: string;
      };
      body: {
        name?: string;
        /** Users. */
        memberIds?: string[];
        /** Users, none of them a member. None: all members rank equal. */
        leaderIds?: string[];
        /** What leaders, or without any all members, may do with the conversations of the members: nothing, see them, or also work in them. */
        conversations?: "none" | "view" | "act";
      };
    };
    answer:
      | { status: 200; body: Team }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Dissolve a team
   *
   * What it shared is not shared any more from the next request on.
   */
  deleteTeam: {
    request: {
      path: {
        /** Id of the team. */
        id: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List statuses
   *
   * `online` first; everybody is at first, and it never changes.
   */
  listStatuses: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: {
        items: Status[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Define a status
   *
   * Nobody is in it until they choose it, or are idle for as long as it says.
   */
  createStatus: {
    request: {
      body: {
        name: string;
        /** Whether whoever is in it is still given new conversations by themselves. By hand one always can, and the answer warns by `ownerStatus`. */
        receives?: boolean;
        /** Sent to a contact who writes meanwhile, once for each conversation and absence, while the customer service window is open. */
        reply?: string | null;
        /** Whoever is online and makes no request for so long is in it until their next one. Requests are noted to within a minute. Of several statuses that with the longest time passed counts. */
        afterIdleMs?: number | null;
      };
    };
    answer:
      | { status: 201; body: Status }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change a status
   *
   * Also for those who are in it.
   */
  changeStatus: {
    request: {
      path: {
        /** Id of the statuse. */
        id: string;
      };
      body: {
        name?: string;
        /** Whether whoever is in it is still given new conversations by themselves. By hand one always can, and the answer warns by `ownerStatus`. */
        receives?: boolean;
        /** Sent to a contact who writes meanwhile, once for each conversation and absence, while the customer service window is open. */
        reply?: string | null;
        /** Whoever is online and makes no request for so long is in it until their next one. Requests are noted to within a minute. Of several statuses that with the longest time passed counts. */
        afterIdleMs?: number | null;
      };
    };
    answer:
      | { status: 200; body: Status }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Remove a status
   *
   * Whoever is in it is online again.
   */
  deleteStatus: {
    request: {
      path: {
        /** Id of the statuse. */
        id: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * The workspace, its plan and what it opens
   *
   * Plan and add-ons are the operator's to change, the time zone is an administrator's.
   */
  getWorkspace: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: Workspace }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change the workspace's time zone
   *
   * Waits that are under way keep the time they were reckoned to.
   */
  changeWorkspace: {
    request: {
      body: {
        timeZone: string;
      };
    };
    answer:
      | { status: 200; body: Workspace }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List parked items
   *
   * Items of webhooks that found no place, as they came, newest first: lines that are not registered, groups, shapes that are newer than this version.
   */
  listParked: {
    request: {
      query?: {
        /** Only those that are parked for this reason. */
        reason?: "unknown_line" | "unknown_field" | "unknown_type" | "unknown_shape" | "no_identity" | "group" | "invalid";
        /** Only those of this line, by its id. */
        line?: string;
        /** Whether those that found a place since are listed too. */
        replayed?: "true" | "false";
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: ParkedItem[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Try parked items again
   *
   * With today's code and lines; oldest first, 2000 at most. Those that find no place stay, and are tried again from the first one on, unless `cursor` says where to go on.
   */
  replayParked: {
    request: {
      body?: {
        ids?: string[];
        lineId?: string;
        reason?: "unknown_line" | "unknown_field" | "unknown_type" | "unknown_shape" | "no_identity" | "group" | "invalid";
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
      };
    };
    answer:
      | { status: 200; body: {
        tried: number;
        /** Found a place. */
        replayed: number;
        /** There is more to try, behind `cursor`. */
        more: boolean;
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List dead entries
   *
   * Entries of conversations that could not be applied because of a defect of this program, or over which processes died (`ProcessDied`), and were set aside, so that their neighbours go on. The last one first; those that were tried again are not listed.
   */
  listDeadEntries: {
    request: {
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: DeadEntry[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Try dead entries again
   *
   * After a release that mends the defect. Each goes to the end of its conversation's mailbox; 1000 at most, the oldest first. One that dies again is listed again.
   */
  replayDeadEntries: {
    request: {
      body?: {
        ids?: string[];
      };
    };
    answer:
      | { status: 200; body: {
        replayed: number;
        /** There may be more to try. */
        more: boolean;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List notices
   *
   * What WhatsApp told about templates, numbers and accounts, newest first.
   */
  listNotices: {
    request: {
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: Notice[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List the library
   *
   * Newest first; deleted files and one-offs are not listed.
   */
  listMedia: {
    request: {
      query?: {
        /** Of this kind only. */
        kind?: "image" | "video" | "audio" | "document" | "sticker";
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: Media[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Add a file to the library
   *
   * `multipart/form-data` with one part, the file, named `file`. What it is is judged by its bytes: image 5 MB (JPEG, PNG; 8 bits in RGB or RGBA), video 16 MB (MP4, 3GP), audio 16 MB (AAC, AMR, MP3, M4A, Ogg with Opus), document 100 MB (PDF, Word, Excel, PowerPoint, plain text), sticker 100 KB or, moving, 500 KB (WebP). Megabytes are decimal.
   */
  uploadMedia: {
    request: {
      query?: {
        /** `true`: for this once, as what comes from a phone's camera, gallery or microphone. It is in no list, and whoever uploaded it sends it, and nobody else; once sent, it is read like its conversation. */
        oneOff?: "true" | "false";
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
      };
      body: FormData;
    };
    answer:
      | { status: 201; body: Media }
      | { status: 400 | 401 | 403 | 413 | 415 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One file of the library
   *
   * What is known of the file; its bytes are at `url`.
   */
  getMedia: {
    request: {
      path: {
        /** Id of the media. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: Media }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Take a file out of the library
   *
   * It is not listed and cannot be sent any more. Messages that were sent with it keep theirs. For whoever added it, and administrators.
   */
  deleteMedia: {
    request: {
      path: {
        /** Id of the media. */
        id: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * The bytes of a library file
   *
   * Always as a download, under the type that its bytes have. One range is understood.
   */
  downloadMedia: {
    request: {
      path: {
        /** Id of the media. */
        id: string;
      };
    };
    answer:
      | { status: 200 | 206; body: Blob }
      | { status: 400 | 401 | 403 | 404 | 416 | 429 | 500 | 503; body: Problem };
  };

  /**
   * The file of a message
   *
   * Always as a download, under the type that its bytes have. One range is understood. The file of a revoked message is not there any more.
   */
  downloadMessageFile: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
        /** Id of the media. */
        mediaId: string;
      };
    };
    answer:
      | { status: 200 | 206; body: Blob }
      | { status: 400 | 401 | 403 | 404 | 409 | 410 | 416 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Fetch a file again that failed
   *
   * Pending files are tried again by themselves; this is for those that were given up, for instance because the line's token was wrong for days.
   */
  retryMessageFile: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
        /** Id of the media. */
        mediaId: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 202; body: {
        state: "pending";
      } }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List merge proposals
   *
   * Two contacts claim one identifier. Nothing is ever merged silently. Those that somebody has decided are listed no more.
   */
  listMergeProposals: {
    request: {
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: MergeProposal[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Say that two contacts are one person, and merge them
   *
   * The contact that stays is the one that the item was routed to, or `into`. It keeps what it says of itself, and gets everything else of the other, whose id leads to it from then on. Conversations stay two, and are the one contact's: what comes in goes on in the one that is open, or else in that of the contact that stays, or on a line where it has none in the other's. Refused while both have an open one on one line.
   */
  acceptMergeProposal: {
    request: {
      path: {
        /** Id of the merge proposal. */
        id: string;
      };
      body?: {
        /** The contact that stays. */
        into?: string;
      };
    };
    answer:
      | { status: 200; body: ContactCard }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Say that two contacts are two people
   *
   * The same is not proposed again.
   */
  dismissMergeProposal: {
    request: {
      path: {
        /** Id of the merge proposal. */
        id: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List and search contacts of the CRM
   *
   * Newest first. `q` finds by the beginnings of first name, last name, e-mail address and its parts, WhatsApp name, and by four or more digits of a number. Those that you may see: besides those of your permissions, whoever has a conversation that you may see. Whoever only wrote on WhatsApp is found among the conversations.
   */
  listContacts: {
    request: {
      query?: {
        /** Beginnings of words of the name (of the CRM or of WhatsApp), an e-mail address, a phone number or four or more digits in a row of it. Accents and case do not matter; all words must fit. */
        q?: string;
        /** What another CRM calls the contact: one contact at most. */
        externalId?: string;
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: Contact[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Put somebody into the CRM
   *
   * Refused with 409 and the other `contact` when an address is somebody else's already. Whoever wrote on WhatsApp from one of the numbers and was not in the CRM becomes this contact, with their conversations.
   */
  createContact: {
    request: {
      body: {
        firstName: string;
        lastName: string;
        position?: string | null;
        company?: string | null;
        /** The first one is the primary one; at most 11. */
        emails?: string[];
        /** With `+` and the country code, separators do not matter. The first one is the primary one; at most 11. */
        phones?: string[];
        whatsappPhone?: string | null;
        customFields?: Record<string, string | number | boolean | null>;
        isMarketing?: boolean;
        externalId?: string | null;
        /** Confirms that the person agrees to their data being kept. */
        consent: true;
      };
    };
    answer:
      | { status: 201; body: Contact }
      | { status: 400 | 401 | 403 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One contact: the card
   *
   * With an `ETag` of its version. A contact that was merged into another is answered by that one.
   */
  getContact: {
    request: {
      path: {
        /** Id of the contact. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: ContactCard }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change the profile of a contact
   *
   * Members that are not named stay as they are.
   */
  changeContact: {
    request: {
      path: {
        /** Id of the contact. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the contact still has this version. */
        "if-match"?: string;
      };
      body: {
        firstName?: string;
        lastName?: string;
        position?: string | null;
        company?: string | null;
        emails?: string[];
        phones?: string[];
        whatsappPhone?: string | null;
        externalId?: string | null;
        /** Those that are named change; null takes a value away. */
        customFields?: Record<string, string | number | boolean | null>;
      };
    };
    answer:
      | { status: 200; body: Contact }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Take a contact out of the CRM
   *
   * The profile goes, with addresses, custom fields, consent and owner; addresses and outside id are free for others. Conversations stay, under the number and WhatsApp name of the person, and so do opt-outs, the history, and opportunities, activities and tasks, which have ids of their own.
   */
  deleteContact: {
    request: {
      path: {
        /** Id of the contact. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the contact still has this version. */
        "if-match"?: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 429 | 500 | 503; body: Problem };
  };

  /**
   * What happened to a contact
   *
   * Newest first: changes of the contact and of its records, by whom, and openings, closings and changes of owner of those of its conversations that you may see.
   */
  listContactHistory: {
    request: {
      path: {
        /** Id of the contact. */
        id: string;
      };
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: HistoryItem[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Write the contact that another CRM keeps under this id
   *
   * Made when there is none, as `POST /v1/contacts` makes it, or else its profile becomes what is given: what is not named is empty. Repeating it changes nothing. Owner and preferences have routes of their own.
   */
  putContact: {
    request: {
      path: {
        /** The id that another program gave it. */
        externalId: string;
      };
      header?: {
        /** Refuses with 412 unless the contact still has this version. */
        "if-match"?: string;
      };
      body: {
        firstName: string;
        lastName: string;
        position?: string | null;
        company?: string | null;
        /** The first one is the primary one; at most 11. */
        emails?: string[];
        /** With `+` and the country code, separators do not matter. The first one is the primary one; at most 11. */
        phones?: string[];
        whatsappPhone?: string | null;
        customFields?: Record<string, string | number | boolean | null>;
        isMarketing?: boolean;
        /** Confirms that the person agrees to their data being kept. */
        consent: true;
      };
    };
    answer:
      | { status: 200 | 201; body: Contact }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Give a contact to a user, or to nobody
   *
   * Null takes the owner away. Conversations and records keep theirs.
   */
  setContactOwner: {
    request: {
      path: {
        /** Id of the contact. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the contact still has this version. */
        "if-match"?: string;
      };
      body: {
        ownerId: string | null;
      };
    };
    answer:
      | { status: 200; body: Contact }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Mark as a marketing contact, or not
   *
   * Whether the contact counts as a marketing contact of the business.
   */
  setMarketingContact: {
    request: {
      path: {
        /** Id of the contact. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the contact still has this version. */
        "if-match"?: string;
      };
      body: {
        isMarketing: boolean;
      };
    };
    answer:
      | { status: 200; body: Contact }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Opt out or in: what the contact wants to be sent
   *
   * What the contact wants to be sent, as somebody of the business was told. The newest word counts, from wherever it comes.
   */
  setContactPreferences: {
    request: {
      path: {
        /** Id of the contact. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the contact still has this version. */
        "if-match"?: string;
      };
      body: {
        whatsapp?: boolean;
        marketing?: boolean;
      };
    };
    answer:
      | { status: 200; body: Contact }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Bring the person of a conversation into the CRM, or say who of it they are
   *
   * With `profile` a contact is made of the person; their WhatsApp number comes along. With `contactId` the person is that contact: the conversation keeps its id, everything of the contact's is the person's, and the contact's id leads here from then on. If the contact is known on WhatsApp already, it is proposed to administrators that the two are one, and 409 says so.
   */
  setConversationContact: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      body: {
        /** A contact of the CRM who is this person, and not known on WhatsApp. */
        contactId?: string;
        /** Of somebody who is not in the CRM. */
        profile?: {
          firstName: string;
          lastName: string;
          position?: string | null;
          company?: string | null;
          /** The first one is the primary one; at most 11. */
          emails?: string[];
          /** With `+` and the country code, separators do not matter. The first one is the primary one; at most 11. */
          phones?: string[];
          whatsappPhone?: string | null;
          customFields?: Record<string, string | number | boolean | null>;
          isMarketing?: boolean;
          externalId?: string | null;
          /** Confirms that the person agrees to their data being kept. */
          consent: true;
        };
      };
    };
    answer:
      | { status: 200; body: ContactCard }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List custom fields
   *
   * Those of contacts, which the workspace made.
   */
  listCustomFields: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: {
        items: CustomField[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Define a custom field
   *
   * At most 100. Key and type stay as they are. Dates are written `2026-02-28`.
   */
  createCustomField: {
    request: {
      body: {
        key: string;
        label: string;
        type: "text" | "number" | "date" | "boolean";
      } | {
        key: string;
        label: string;
        type: "choice";
        choices: string[];
      };
    };
    answer:
      | { status: 201; body: CustomField }
      | { status: 400 | 401 | 403 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change the label or the choices of a custom field
   *
   * A value that is no choice any more stays with its contact, and is not shown.
   */
  changeCustomField: {
    request: {
      path: {
        /** Key of the custom field. */
        key: string;
      };
      body: {
        label?: string;
        choices?: string[];
      };
    };
    answer:
      | { status: 200; body: CustomField }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Take a custom field away
   *
   * Its values stay with their contacts, and are not shown.
   */
  deleteCustomField: {
    request: {
      path: {
        /** Key of the custom field. */
        key: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * How the copying of templates stands
   *
   * By account. A problem says why the last attempt failed; it is tried again.
   */
  listTemplateSyncs: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: {
        items: TemplateSync[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Fetch all templates from WhatsApp now
   *
   * Of all accounts that the workspace has lines of. Happens by itself every hour, and when WhatsApp tells of a change; 202 says that it was asked for.
   */
  syncTemplates: {
    request: {
      body?: Record<string, never>;
    };
    answer:
      | { status: 202; body: {
        items: TemplateSync[];
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List templates
   *
   * By name, then language. Those that are gone at WhatsApp are not listed.
   */
  listTemplates: {
    request: {
      query?: {
        /** Those that can be sent now, those that cannot, or all. */
        sendable?: "true" | "false" | "all";
        /** That this line may send. */
        line?: string;
        /** Only of this category, in WhatsApp's word. */
        category?: string;
        /** Only in this language, as WhatsApp writes it: `es_MX`. */
        language?: string;
        /** A part of the name. */
        q?: string;
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: Template[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One template, with what it takes to send it
   *
   * `slots` are its placeholders, its header's file and its buttons' parameters; `suggestion` is what you bound them to last.
   */
  getTemplate: {
    request: {
      path: {
        /** Id of the template. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: TemplateDetail }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * What a template would say to somebody
   *
   * For a contact, or the contact of a conversation; for nobody in particular every default stands. Sends nothing.
   */
  previewTemplate: {
    request: {
      path: {
        /** Id of the template. */
        id: string;
      };
      body: {
        /** Whose fields are put in. */
        contactId?: string;
        /** With whose contact. */
        conversationId?: string;
        bindings?: Record<string, {
          kind: "field";
          field: "firstName" | "lastName" | "fullName" | "position" | "company" | "email" | "phone" | "profileName" | string;
          default: string;
        } | {
          kind: "text";
          text: string;
        } | {
          kind: "media";
          mediaId: string;
          filename?: string | null;
        } | {
          kind: "location";
          latitude: number;
          longitude: number;
          name: string;
          address: string;
        } | {
          kind: "flow";
          token?: string | null;
          data?: Record<string, unknown> | null;
        } | {
          kind: "product";
          productId: string;
        } | {
          kind: "products";
          productId: string;
          sections: {
            title: string;
            productIds: string[];
          }[];
        } | {
          kind: "expiry";
          at: string;
        }>;
      };
    };
    answer:
      | { status: 200; body: TemplatePreview }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List opportunities
   *
   * Newest first: of one contact, or of the owners whose things you may see.
   */
  listOpportunityRecords: {
    request: {
      query?: {
        /** Only those of this contact, by its id. */
        contact?: string;
        /** `me`, or the id of a user. */
        owner?: string;
        /** `true`: only open ones; `false`: only won and lost ones. */
        unfinished?: "true" | "false";
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: OpportunityRecord[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Add an opportunity to a contact
   *
   * Belongs to the contact's owner unless it says otherwise.
   */
  createOpportunity: {
    request: {
      body: {
        contactId: string;
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        title: string;
        amount?: number | null;
        currency?: string | null;
        stage?: string | null;
        state?: "open" | "won" | "lost";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 201; body: OpportunityRecord }
      | { status: 400 | 401 | 403 | 409 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Write the opportunity that another CRM keeps under this id
   *
   * Made when there is none, or else changed to what is given. Repeating it changes nothing.
   */
  putOpportunity: {
    request: {
      path: {
        /** The id that another program gave it. */
        externalId: string;
      };
      body: {
        contactId: string;
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        title: string;
        amount?: number | null;
        currency?: string | null;
        stage?: string | null;
        state?: "open" | "won" | "lost";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 200 | 201; body: OpportunityRecord }
      | { status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One opportunity
   *
   * With an `ETag` of its version, for `If-Match`.
   */
  getOpportunity: {
    request: {
      path: {
        /** Id of the opportunity. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: OpportunityRecord }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change an opportunity
   *
   * Members that are not named stay as they are.
   */
  changeOpportunity: {
    request: {
      path: {
        /** Id of the opportunity. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the record still has this version. */
        "if-match"?: string;
      };
      body: {
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        title?: string;
        amount?: number | null;
        currency?: string | null;
        stage?: string | null;
        state?: "open" | "won" | "lost";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 200; body: OpportunityRecord }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Delete an opportunity
   *
   * What happened to it stays in the history of the contact.
   */
  deleteOpportunity: {
    request: {
      path: {
        /** Id of the opportunity. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the record still has this version. */
        "if-match"?: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 412 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List activities
   *
   * Newest first: of one contact, or of the owners whose things you may see.
   */
  listActivityRecords: {
    request: {
      query?: {
        /** Only those of this contact, by its id. */
        contact?: string;
        /** `me`, or the id of a user. */
        owner?: string;
        /** `true`: only pending ones; `false`: only those that are done. */
        unfinished?: "true" | "false";
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: ActivityRecord[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Add an activity to a contact
   *
   * Something to do with the contact at a time: a call, a visit. Belongs to the contact's owner unless it says otherwise.
   */
  createActivity: {
    request: {
      body: {
        contactId: string;
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        type: string;
        title?: string | null;
        dueAt?: string | null;
        state?: "pending" | "done";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 201; body: ActivityRecord }
      | { status: 400 | 401 | 403 | 409 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Write the activity that another CRM keeps under this id
   *
   * Made when there is none, or else changed to what is given. Repeating it changes nothing.
   */
  putActivity: {
    request: {
      path: {
        /** The id that another program gave it. */
        externalId: string;
      };
      body: {
        contactId: string;
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        type: string;
        title?: string | null;
        dueAt?: string | null;
        state?: "pending" | "done";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 200 | 201; body: ActivityRecord }
      | { status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One activity
   *
   * With an `ETag` of its version, for `If-Match`.
   */
  getActivity: {
    request: {
      path: {
        /** Id of the activity. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: ActivityRecord }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change an activity
   *
   * Members that are not named stay as they are.
   */
  changeActivity: {
    request: {
      path: {
        /** Id of the activity. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the record still has this version. */
        "if-match"?: string;
      };
      body: {
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        type?: string;
        title?: string | null;
        dueAt?: string | null;
        state?: "pending" | "done";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 200; body: ActivityRecord }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Delete an activity
   *
   * What happened to it stays in the history of the contact.
   */
  deleteActivity: {
    request: {
      path: {
        /** Id of the activity. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the record still has this version. */
        "if-match"?: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 412 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List tasks
   *
   * Newest first: of one contact, or of the owners whose things you may see.
   */
  listTaskRecords: {
    request: {
      query?: {
        /** Only those of this contact, by its id. */
        contact?: string;
        /** `me`, or the id of a user. */
        owner?: string;
        /** `true`: only pending ones; `false`: only those that are done. */
        unfinished?: "true" | "false";
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: TaskRecord[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Add a task to a contact
   *
   * Something to be done for the contact. Belongs to the contact's owner unless it says otherwise.
   */
  createTask: {
    request: {
      body: {
        contactId: string;
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        title: string;
        dueAt?: string | null;
        state?: "pending" | "done";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 201; body: TaskRecord }
      | { status: 400 | 401 | 403 | 409 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Write the task that another CRM keeps under this id
   *
   * Made when there is none, or else changed to what is given. Repeating it changes nothing.
   */
  putTask: {
    request: {
      path: {
        /** The id that another program gave it. */
        externalId: string;
      };
      body: {
        contactId: string;
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        title: string;
        dueAt?: string | null;
        state?: "pending" | "done";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 200 | 201; body: TaskRecord }
      | { status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One task
   *
   * With an `ETag` of its version, for `If-Match`.
   */
  getTask: {
    request: {
      path: {
        /** Id of the task. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: TaskRecord }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Change a task
   *
   * Members that are not named stay as they are.
   */
  changeTask: {
    request: {
      path: {
        /** Id of the task. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the record still has this version. */
        "if-match"?: string;
      };
      body: {
        /** Not said when it is made: the contact's owner. */
        ownerId?: string | null;
        title?: string;
        dueAt?: string | null;
        state?: "pending" | "done";
        externalId?: string | null;
      };
    };
    answer:
      | { status: 200; body: TaskRecord }
      | { status: 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Delete a task
   *
   * What happened to it stays in the history of the contact.
   */
  deleteTask: {
    request: {
      path: {
        /** Id of the task. */
        id: string;
      };
      header?: {
        /** Refuses with 412 unless the record still has this version. */
        "if-match"?: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 412 | 429 | 500 | 503; body: Problem };
  };

  /**
   * What happened to an opportunity
   *
   * Newest first. Also of what was deleted, by its contact's history.
   */
  listOpportunityHistory: {
    request: {
      path: {
        /** Id of the opportunity. */
        id: string;
      };
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: HistoryItem[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * What happened to an activity
   *
   * Newest first. Also of what was deleted, by its contact's history.
   */
  listActivityHistory: {
    request: {
      path: {
        /** Id of the activity. */
        id: string;
      };
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: HistoryItem[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * What happened to a task
   *
   * Newest first. Also of what was deleted, by its contact's history.
   */
  listTaskHistory: {
    request: {
      path: {
        /** Id of the task. */
        id: string;
      };
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: HistoryItem[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List automations
   *
   * In the order of their creation, which is that of their starts when one event starts several. Without their definitions.
   */
  listAutomations: {
    request: {
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: AutomationSummary[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Make an automation
   *
   * A draft: version 1, switched off until `enable`. All that is wrong with it is said at once, each error with the place and the id of its step: `body.steps[3] (ask_city).onTimeout`. What it names of the workspace (lines, users, templates, files, other flows, addresses to call) is looked at when it is switched on. `secret` signs what its webhooks and responders are sent.
   */
  createAutomation: {
    request: {
      body: AutomationDraft | Record<string, unknown>;
    };
    answer:
      | { status: 201; body: CreatedAutomation }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One automation
   *
   * With its newest definition and the live one, and an `ETag` for `If-Match`.
   */
  getAutomation: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: Automation }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Write a new version of an automation
   *
   * Versions never change. The new one is a draft until `enable` makes it live; what is live stays so. The same definition again makes no version.
   */
  changeAutomation: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      header?: {
        /** `ETag` of the automation as it was read; 412 when it has changed since. */
        "if-match"?: string;
      };
      body: AutomationDraft | Record<string, unknown>;
    };
    answer:
      | { status: 200; body: Automation }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem }
      | { status: 412; body: AutomationChanged };
  };

  /**
   * Take an automation away
   *
   * Only one that is switched off and has no run under way. What its runs did stays to be read.
   */
  deleteAutomation: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      header?: {
        /** `ETag` of the automation as it was read; 412 when it has changed since. */
        "if-match"?: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem }
      | { status: 412; body: AutomationChanged };
  };

  /**
   * Switch an automation on
   *
   * With its newest version, or the one that is named. From the next event on it starts runs. Runs of another version that are under way are compared with this one before each step. 422 names what the definition needs of the workspace and does not find: a template that is not approved on an account it runs on, or has unbound slots; users, teams, roles, lines, other automations; a URL that may not be called.
   */
  enableAutomation: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      header?: {
        /** `ETag` of the automation as it was read; 412 when it has changed since. */
        "if-match"?: string;
      };
      body?: {
        version?: number;
      };
    };
    answer:
      | { status: 200; body: Automation }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 412; body: AutomationChanged };
  };

  /**
   * Switch an automation off
   *
   * It starts nothing more. Runs that are under way finish, unless `stopRunning` ends them all.
   */
  disableAutomation: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      header?: {
        /** `ETag` of the automation as it was read; 412 when it has changed since. */
        "if-match"?: string;
      };
      body?: {
        stopRunning?: boolean;
      };
    };
    answer:
      | { status: 200; body: Automation }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem }
      | { status: 412; body: AutomationChanged };
  };

  /**
   * Definitions of automations as JSON Schema
   *
   * JSON Schema 2020-12, for editors. What it cannot say (steps that are never reached, placeholders) is said when a definition is written.
   */
  getAutomationSchema: {
    request: Record<never, never>;
    answer:
      | { status: 200; body: Record<string, unknown> }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * List versions of an automation
   *
   * Newest first, without their definitions.
   */
  listAutomationVersions: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
    };
    answer:
      | { status: 200; body: {
        items: AutomationVersionSummary[];
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One version of an automation
   *
   * As it was written: versions never change.
   */
  getAutomationVersion: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
        /** Id of the version. */
        version: number;
      };
    };
    answer:
      | { status: 200; body: AutomationVersion }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * What two versions differ in
   *
   * From the live version, or the one before the newest, to the newest, unless others are named. Members by their old and new value.
   */
  diffAutomation: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      query?: {
        /** The older version. */
        from?: number;
        /** The newer version. */
        to?: number;
      };
    };
    answer:
      | { status: 200; body: AutomationDiff }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Start an automation by hand
   *
   * In a conversation that the caller may change; only an automation whose start event is `manual`, and that is switched on. 202: it stands in the conversation's mailbox, where conditions and run policy are asked. The same `Idempotency-Key` starts once.
   */
  startAutomation: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      header?: {
        /** Names this start of yours; made up when missing. */
        "idempotency-key"?: string;
      };
      body: {
        conversationId?: string;
        /** With `lineId`: the conversation of this contact on it, made if there is none. */
        contactId?: string;
        lineId?: string;
        /** What the run is given to remember, for `{{vars.<name>|...}}`. */
        vars?: Record<string, string>;
      };
    };
    answer:
      | { status: 202; body: AskedRun }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Rotate the secret of an automation
   *
   * For 24 hours what its webhooks and responders are sent carries a signature of both secrets; then the old one is void. Rotating again within that time voids the older one at once.
   */
  rotateAutomationSecret: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      header?: {
        /** `ETag` of the automation as it was read; 412 when it has changed since. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: {
        /** Shown here and never again. Verifies `webhook-signature` (Standard Webhooks). */
        secret: string;
        previousValidUntil: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem }
      | { status: 412; body: AutomationChanged };
  };

  /**
   * Make the address for calls from outside
   *
   * The path, on this host, under which other programs start the automation. Shown here and never again. The address before it is good for nothing from now on. 409 `automation.not_called`: neither its newest version nor its live one starts by `http`.
   */
  makeAutomationHook: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      header?: {
        /** `ETag` of the automation as it was read; 412 when it has changed since. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 201; body: AutomationHook }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem }
      | { status: 412; body: AutomationChanged };
  };

  /**
   * List runs of an automation
   *
   * Newest first, of all its versions, also of an automation that was taken away. Who left because the automation was edited has the state `left`.
   */
  listAutomationRuns: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      query?: {
        /** Only runs in this state. */
        state?: "running" | "completed" | "stopped" | "closed" | "handed_over" | "failed" | "left" | "restarted" | "cut";
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        items: AutomationRun[];
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
      } }
      | { status: 400 | 401 | 403 | 429 | 500 | 503; body: Problem };
  };

  /**
   * One run of an automation
   *
   * With each visit of a step: its input, its outcome, its times. For whoever sees its conversation.
   */
  getAutomationRun: {
    request: {
      path: {
        /** Id of the run. */
        runId: string;
      };
    };
    answer:
      | { status: 200; body: AutomationRunWithSteps }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Go through the past with a version
   *
   * Takes the last days of the workspace's history once more, in virtual time, with this version instead of what automations really did, and beside it with the live one: who would have got what and when, how many templates, which runs start in both. Nothing is sent, and nothing is written. Always 202: the result is asked for by the job's id (`Location`), from the same process, which keeps it until it stops or some twenty newer ones have come. One at a time in a workspace.
   */
  backtestAutomation: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
      };
      body: {
        /** The newest when not said. */
        version?: number;
        /** How far back it goes. */
        days?: number;
        /** Only conversations of these lines. */
        lines?: string[];
        /** Runs that are kept one by one. */
        limit?: number;
      };
    };
    answer:
      | { status: 202; body: Backtest }
      | { status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503; body: Problem };
  };

  /**
   * A backtest: how far it is, and what it came to
   *
   * The runs come by the order of their start, some at a time.
   */
  getAutomationBacktest: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
        /** Id of the backtest. */
        jobId: string;
      };
      query?: {
        /** `report.runs.next` of the answer before. */
        from?: number;
        /** Runs in the answer; 50 when not said. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: Backtest }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Break off a backtest, or forget its result
   *
   * One that is under way stops within moments; its id is known no more at once.
   */
  cancelAutomationBacktest: {
    request: {
      path: {
        /** Id of the automation. */
        id: string;
        /** Id of the backtest. */
        jobId: string;
      };
    };
    answer:
      | { status: 204; body: null }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Automations of a conversation
   *
   * Who talks, the runs that are under way with the step and the wait of each, and every look of an automation at an event of this conversation, newest first: whether it started, and if not, which condition did not hold with what value.
   */
  listConversationAutomations: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      query?: {
        /** `cursor` of the page before. Opaque; made for this list only. */
        cursor?: string;
        /** Items on a page; 50 when not given. */
        limit?: number;
      };
    };
    answer:
      | { status: 200; body: {
        /** Give it as `?cursor=` for the next page; null on the last one. */
        cursor: string | null;
        /** Who talks. While it is a person, automations say nothing. */
        driver: {
          kind: "nobody" | "bot" | "person";
          /** Counts how often the talking changed hands. */
          lease: number;
        };
        /** Under way, in the order of their starts. */
        runs: ({
          id: string;
          automation: {
            id: string;
            version: number;
          };
          trigger: {
            type: string;
            id: string;
          };
          startedAt: string;
          step: string;
          stepStartedAt: string;
          waitsFor: {
            /** `effect`: for what a worker does for the step. `draft`: for a person to approve what a responder wrote. */
            kind: "effect" | "time" | "answer" | "event" | "draft";
            /** When it goes on anyway. */
            until: string | null;
            events: ("answer" | "close" | "assignment")[] | null;
          };
          variables: Record<string, string>;
        })[];
        /** Written by a responder, and sent once a person approves it (R12.5). */
        draft: {
          id: string;
          runId: string;
          automationId: string;
          text: string;
          writtenAt: string;
          /** The contact's message it answers. */
          answersId: string | null;
        } | null;
        evaluations: AutomationEvaluation[];
      } }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Why an automation did or did not run in a conversation
   *
   * In codes and in sentences: from what its last looks came to, and where it has never looked, from what is known now: that it is off, listens elsewhere, was used up, waits for other words, or that nothing of its kind has happened.
   */
  explainAutomation: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
        /** Id of the automation. */
        automationId: string;
      };
    };
    answer:
      | { status: 200; body: AutomationWhy }
      | { status: 400 | 401 | 403 | 404 | 429 | 500 | 503; body: Problem };
  };

  /**
   * Give the talking back to automations
   *
   * After a person has talked, or a hand-over: automations may write to the contact again from the next event on.
   */
  resumeAutomations: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Keep automations from talking
   *
   * As when a person writes: what automations were about to say is not sent.
   */
  pauseAutomations: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: Record<string, never>;
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Stop runs of automations
   *
   * All that are under way in this conversation, or one. What they have done stays.
   */
  stopAutomations: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body?: {
        /** This one run; all when not said. */
        runId?: string;
      };
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Send what an automation drafted
   *
   * As it is, or in your words. It is your message, and the automation goes on talking. A draft is stale, and gone, once the contact has written again or the window is shut (Q51).
   */
  approveDraft: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body: {
        /** Of `draft` in the conversation's automations. */
        draftId: string;
        /** In other words than the draft's. */
        text?: string;
      };
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };

  /**
   * Throw away what an automation drafted
   *
   * Nothing is sent; the automation waits for the contact's next message.
   */
  discardDraft: {
    request: {
      path: {
        /** Id of the conversation. */
        id: string;
      };
      header?: {
        /** Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing. */
        "idempotency-key"?: string;
        /** Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422. */
        "if-match"?: string;
      };
      body: {
        /** Of `draft` in the conversation's automations. */
        draftId: string;
      };
    };
    answer:
      | { status: 200; body: Conversation | OutOfSight }
      | { status: 202; body: {
        key: string;
        state: "pending";
        conversationId: string;
      } }
      | { status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503; body: Problem }
      | { status: 409 | 412; body: Refusal };
  };
}

export interface Route {
  method: string;
  path: string;
  /** Every status that it is known to answer with. */
  statuses: readonly number[];
}

export const ROUTES: Readonly<Record<keyof Operations, Route>> = {
  listConversations: { method: "GET", path: "/v1/conversations", statuses: [200, 400, 401, 403, 429, 500, 503] },
  startConversation: { method: "POST", path: "/v1/conversations", statuses: [201, 400, 401, 403, 404, 409, 422, 429, 500, 503] },
  countUnreadConversations: { method: "GET", path: "/v1/conversations/unread-count", statuses: [200, 400, 401, 403, 429, 500, 503] },
  getConversation: { method: "GET", path: "/v1/conversations/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  listTimeline: { method: "GET", path: "/v1/conversations/{id}/timeline", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  closeConversation: { method: "POST", path: "/v1/conversations/{id}/close", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  reopenConversation: { method: "POST", path: "/v1/conversations/{id}/reopen", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  assignConversation: { method: "POST", path: "/v1/conversations/{id}/assign", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  claimConversation: { method: "POST", path: "/v1/conversations/{id}/claim", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  readConversation: { method: "POST", path: "/v1/conversations/{id}/read", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  unreadConversation: { method: "POST", path: "/v1/conversations/{id}/unread", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  tagConversation: { method: "POST", path: "/v1/conversations/{id}/tag", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  untagConversation: { method: "POST", path: "/v1/conversations/{id}/untag", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  noteConversation: { method: "POST", path: "/v1/conversations/{id}/note", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  getOutcome: { method: "GET", path: "/v1/outcomes/{key}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  assignConversations: { method: "POST", path: "/v1/conversations/bulk/assign", statuses: [200, 400, 401, 403, 422, 429, 500, 503] },
  closeConversations: { method: "POST", path: "/v1/conversations/bulk/close", statuses: [200, 400, 401, 403, 422, 429, 500, 503] },
  sendMessages: { method: "POST", path: "/v1/conversations/{id}/messages", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  resendMessage: { method: "POST", path: "/v1/conversations/{id}/messages/{messageId}/resend", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  showTyping: { method: "POST", path: "/v1/conversations/{id}/typing", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  listEvents: { method: "GET", path: "/v1/events", statuses: [200, 400, 401, 403, 429, 500, 503] },
  streamEvents: { method: "GET", path: "/v1/stream", statuses: [200, 400, 401, 403, 429, 500, 503] },
  listEndpoints: { method: "GET", path: "/v1/endpoints", statuses: [200, 400, 401, 403, 429, 500, 503] },
  createEndpoint: { method: "POST", path: "/v1/endpoints", statuses: [201, 400, 401, 403, 422, 429, 500, 503] },
  getEndpoint: { method: "GET", path: "/v1/endpoints/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeEndpoint: { method: "PATCH", path: "/v1/endpoints/{id}", statuses: [200, 400, 401, 403, 404, 422, 429, 500, 503] },
  deleteEndpoint: { method: "DELETE", path: "/v1/endpoints/{id}", statuses: [204, 400, 401, 403, 404, 429, 500, 503] },
  rotateSecret: { method: "POST", path: "/v1/endpoints/{id}/rotate-secret", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  listDeliveries: { method: "GET", path: "/v1/endpoints/{id}/deliveries", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  getDelivery: { method: "GET", path: "/v1/deliveries/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  replayDeliveries: { method: "POST", path: "/v1/endpoints/{id}/replay", statuses: [202, 400, 401, 403, 404, 429, 500, 503] },
  getLine: { method: "GET", path: "/v1/lines/{phoneNumberId}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  putLine: { method: "PUT", path: "/v1/lines/{phoneNumberId}", statuses: [200, 201, 400, 401, 403, 409, 429, 500, 503] },
  listLines: { method: "GET", path: "/v1/lines", statuses: [200, 400, 401, 403, 429, 500, 503] },
  resumeLine: { method: "POST", path: "/v1/lines/{phoneNumberId}/resume", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  listUsers: { method: "GET", path: "/v1/users", statuses: [200, 400, 401, 403, 429, 500, 503] },
  createUser: { method: "POST", path: "/v1/users", statuses: [201, 400, 401, 403, 422, 429, 500, 503] },
  getUser: { method: "GET", path: "/v1/users/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeUser: { method: "PATCH", path: "/v1/users/{id}", statuses: [200, 400, 401, 403, 404, 409, 422, 429, 500, 503] },
  setOwnStatus: { method: "PUT", path: "/v1/users/me/status", statuses: [200, 400, 401, 403, 404, 422, 429, 500, 503] },
  listTokens: { method: "GET", path: "/v1/users/{id}/tokens", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  createToken: { method: "POST", path: "/v1/users/{id}/tokens", statuses: [201, 400, 401, 403, 404, 409, 429, 500, 503] },
  revokeTokens: { method: "DELETE", path: "/v1/users/{id}/tokens", statuses: [204, 400, 401, 403, 404, 429, 500, 503] },
  rotateToken: { method: "POST", path: "/v1/users/{id}/tokens/{tokenId}/rotate", statuses: [201, 400, 401, 403, 404, 409, 429, 500, 503] },
  revokeToken: { method: "DELETE", path: "/v1/users/{id}/tokens/{tokenId}", statuses: [204, 400, 401, 403, 404, 429, 500, 503] },
  listRoles: { method: "GET", path: "/v1/roles", statuses: [200, 400, 401, 403, 429, 500, 503] },
  createRole: { method: "POST", path: "/v1/roles", statuses: [201, 400, 401, 403, 429, 500, 503] },
  getRole: { method: "GET", path: "/v1/roles/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeRole: { method: "PATCH", path: "/v1/roles/{id}", statuses: [200, 400, 401, 403, 404, 409, 429, 500, 503] },
  deleteRole: { method: "DELETE", path: "/v1/roles/{id}", statuses: [204, 400, 401, 403, 404, 409, 429, 500, 503] },
  listTeams: { method: "GET", path: "/v1/teams", statuses: [200, 400, 401, 403, 429, 500, 503] },
  createTeam: { method: "POST", path: "/v1/teams", statuses: [201, 400, 401, 403, 422, 429, 500, 503] },
  getTeam: { method: "GET", path: "/v1/teams/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeTeam: { method: "PATCH", path: "/v1/teams/{id}", statuses: [200, 400, 401, 403, 404, 422, 429, 500, 503] },
  deleteTeam: { method: "DELETE", path: "/v1/teams/{id}", statuses: [204, 400, 401, 403, 404, 429, 500, 503] },
  listStatuses: { method: "GET", path: "/v1/statuses", statuses: [200, 400, 401, 403, 429, 500, 503] },
  createStatus: { method: "POST", path: "/v1/statuses", statuses: [201, 400, 401, 403, 429, 500, 503] },
  changeStatus: { method: "PATCH", path: "/v1/statuses/{id}", statuses: [200, 400, 401, 403, 404, 409, 429, 500, 503] },
  deleteStatus: { method: "DELETE", path: "/v1/statuses/{id}", statuses: [204, 400, 401, 403, 404, 409, 429, 500, 503] },
  getWorkspace: { method: "GET", path: "/v1/workspace", statuses: [200, 400, 401, 403, 429, 500, 503] },
  changeWorkspace: { method: "PATCH", path: "/v1/workspace", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  listParked: { method: "GET", path: "/v1/parked", statuses: [200, 400, 401, 403, 429, 500, 503] },
  replayParked: { method: "POST", path: "/v1/parked/replay", statuses: [200, 400, 401, 403, 429, 500, 503] },
  listDeadEntries: { method: "GET", path: "/v1/dead-entries", statuses: [200, 400, 401, 403, 429, 500, 503] },
  replayDeadEntries: { method: "POST", path: "/v1/dead-entries/replay", statuses: [200, 400, 401, 403, 429, 500, 503] },
  listNotices: { method: "GET", path: "/v1/notices", statuses: [200, 400, 401, 403, 429, 500, 503] },
  listMedia: { method: "GET", path: "/v1/media", statuses: [200, 400, 401, 403, 429, 500, 503] },
  uploadMedia: { method: "POST", path: "/v1/media", statuses: [201, 400, 401, 403, 413, 415, 422, 429, 500, 503] },
  getMedia: { method: "GET", path: "/v1/media/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  deleteMedia: { method: "DELETE", path: "/v1/media/{id}", statuses: [204, 400, 401, 403, 404, 429, 500, 503] },
  downloadMedia: { method: "GET", path: "/v1/media/{id}/content", statuses: [200, 206, 400, 401, 403, 404, 416, 429, 500, 503] },
  downloadMessageFile: { method: "GET", path: "/v1/conversations/{id}/media/{mediaId}", statuses: [200, 206, 400, 401, 403, 404, 409, 410, 416, 429, 500, 503] },
  retryMessageFile: { method: "POST", path: "/v1/conversations/{id}/media/{mediaId}/retry", statuses: [202, 400, 401, 403, 404, 409, 429, 500, 503] },
  listMergeProposals: { method: "GET", path: "/v1/merge-proposals", statuses: [200, 400, 401, 403, 429, 500, 503] },
  acceptMergeProposal: { method: "POST", path: "/v1/merge-proposals/{id}/accept", statuses: [200, 400, 401, 403, 404, 409, 429, 500, 503] },
  dismissMergeProposal: { method: "POST", path: "/v1/merge-proposals/{id}/dismiss", statuses: [204, 400, 401, 403, 404, 409, 429, 500, 503] },
  listContacts: { method: "GET", path: "/v1/contacts", statuses: [200, 400, 401, 403, 429, 500, 503] },
  createContact: { method: "POST", path: "/v1/contacts", statuses: [201, 400, 401, 403, 409, 429, 500, 503] },
  getContact: { method: "GET", path: "/v1/contacts/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeContact: { method: "PATCH", path: "/v1/contacts/{id}", statuses: [200, 400, 401, 403, 404, 409, 412, 429, 500, 503] },
  deleteContact: { method: "DELETE", path: "/v1/contacts/{id}", statuses: [204, 400, 401, 403, 404, 409, 412, 429, 500, 503] },
  listContactHistory: { method: "GET", path: "/v1/contacts/{id}/history", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  putContact: { method: "PUT", path: "/v1/contacts/by-external-id/{externalId}", statuses: [200, 201, 400, 401, 403, 404, 409, 412, 429, 500, 503] },
  setContactOwner: { method: "PUT", path: "/v1/contacts/{id}/owner", statuses: [200, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  setMarketingContact: { method: "PUT", path: "/v1/contacts/{id}/marketing", statuses: [200, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  setContactPreferences: { method: "PUT", path: "/v1/contacts/{id}/preferences", statuses: [200, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  setConversationContact: { method: "POST", path: "/v1/conversations/{id}/contact", statuses: [200, 400, 401, 403, 404, 409, 429, 500, 503] },
  listCustomFields: { method: "GET", path: "/v1/custom-fields", statuses: [200, 400, 401, 403, 429, 500, 503] },
  createCustomField: { method: "POST", path: "/v1/custom-fields", statuses: [201, 400, 401, 403, 409, 429, 500, 503] },
  changeCustomField: { method: "PATCH", path: "/v1/custom-fields/{key}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  deleteCustomField: { method: "DELETE", path: "/v1/custom-fields/{key}", statuses: [204, 400, 401, 403, 404, 429, 500, 503] },
  listTemplateSyncs: { method: "GET", path: "/v1/templates/sync", statuses: [200, 400, 401, 403, 429, 500, 503] },
  syncTemplates: { method: "POST", path: "/v1/templates/sync", statuses: [202, 400, 401, 403, 429, 500, 503] },
  listTemplates: { method: "GET", path: "/v1/templates", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  getTemplate: { method: "GET", path: "/v1/templates/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  previewTemplate: { method: "POST", path: "/v1/templates/{id}/preview", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  listOpportunityRecords: { method: "GET", path: "/v1/opportunities", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  createOpportunity: { method: "POST", path: "/v1/opportunities", statuses: [201, 400, 401, 403, 409, 422, 429, 500, 503] },
  putOpportunity: { method: "PUT", path: "/v1/opportunities/by-external-id/{externalId}", statuses: [200, 201, 400, 401, 403, 404, 409, 422, 429, 500, 503] },
  getOpportunity: { method: "GET", path: "/v1/opportunities/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeOpportunity: { method: "PATCH", path: "/v1/opportunities/{id}", statuses: [200, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  deleteOpportunity: { method: "DELETE", path: "/v1/opportunities/{id}", statuses: [204, 400, 401, 403, 404, 412, 429, 500, 503] },
  listActivityRecords: { method: "GET", path: "/v1/activities", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  createActivity: { method: "POST", path: "/v1/activities", statuses: [201, 400, 401, 403, 409, 422, 429, 500, 503] },
  putActivity: { method: "PUT", path: "/v1/activities/by-external-id/{externalId}", statuses: [200, 201, 400, 401, 403, 404, 409, 422, 429, 500, 503] },
  getActivity: { method: "GET", path: "/v1/activities/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeActivity: { method: "PATCH", path: "/v1/activities/{id}", statuses: [200, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  deleteActivity: { method: "DELETE", path: "/v1/activities/{id}", statuses: [204, 400, 401, 403, 404, 412, 429, 500, 503] },
  listTaskRecords: { method: "GET", path: "/v1/tasks", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  createTask: { method: "POST", path: "/v1/tasks", statuses: [201, 400, 401, 403, 409, 422, 429, 500, 503] },
  putTask: { method: "PUT", path: "/v1/tasks/by-external-id/{externalId}", statuses: [200, 201, 400, 401, 403, 404, 409, 422, 429, 500, 503] },
  getTask: { method: "GET", path: "/v1/tasks/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeTask: { method: "PATCH", path: "/v1/tasks/{id}", statuses: [200, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  deleteTask: { method: "DELETE", path: "/v1/tasks/{id}", statuses: [204, 400, 401, 403, 404, 412, 429, 500, 503] },
  listOpportunityHistory: { method: "GET", path: "/v1/opportunities/{id}/history", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  listActivityHistory: { method: "GET", path: "/v1/activities/{id}/history", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  listTaskHistory: { method: "GET", path: "/v1/tasks/{id}/history", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  listAutomations: { method: "GET", path: "/v1/automations", statuses: [200, 400, 401, 403, 429, 500, 503] },
  createAutomation: { method: "POST", path: "/v1/automations", statuses: [201, 400, 401, 403, 429, 500, 503] },
  getAutomation: { method: "GET", path: "/v1/automations/{id}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  changeAutomation: { method: "PUT", path: "/v1/automations/{id}", statuses: [200, 400, 401, 403, 404, 412, 429, 500, 503] },
  deleteAutomation: { method: "DELETE", path: "/v1/automations/{id}", statuses: [204, 400, 401, 403, 404, 409, 412, 429, 500, 503] },
  enableAutomation: { method: "POST", path: "/v1/automations/{id}/enable", statuses: [200, 400, 401, 403, 404, 412, 422, 429, 500, 503] },
  disableAutomation: { method: "POST", path: "/v1/automations/{id}/disable", statuses: [200, 400, 401, 403, 404, 412, 429, 500, 503] },
  getAutomationSchema: { method: "GET", path: "/v1/automations/schema", statuses: [200, 400, 401, 403, 429, 500, 503] },
  listAutomationVersions: { method: "GET", path: "/v1/automations/{id}/versions", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  getAutomationVersion: { method: "GET", path: "/v1/automations/{id}/versions/{version}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  diffAutomation: { method: "GET", path: "/v1/automations/{id}/diff", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  startAutomation: { method: "POST", path: "/v1/automations/{id}/start", statuses: [202, 400, 401, 403, 404, 409, 429, 500, 503] },
  rotateAutomationSecret: { method: "POST", path: "/v1/automations/{id}/rotate-secret", statuses: [200, 400, 401, 403, 404, 412, 429, 500, 503] },
  makeAutomationHook: { method: "POST", path: "/v1/automations/{id}/hook", statuses: [201, 400, 401, 403, 404, 409, 412, 429, 500, 503] },
  listAutomationRuns: { method: "GET", path: "/v1/automations/{id}/runs", statuses: [200, 400, 401, 403, 429, 500, 503] },
  getAutomationRun: { method: "GET", path: "/v1/automations/runs/{runId}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  backtestAutomation: { method: "POST", path: "/v1/automations/{id}/backtest", statuses: [202, 400, 401, 403, 404, 409, 429, 500, 503] },
  getAutomationBacktest: { method: "GET", path: "/v1/automations/{id}/backtests/{jobId}", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  cancelAutomationBacktest: { method: "DELETE", path: "/v1/automations/{id}/backtests/{jobId}", statuses: [204, 400, 401, 403, 404, 429, 500, 503] },
  listConversationAutomations: { method: "GET", path: "/v1/conversations/{id}/automations", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  explainAutomation: { method: "GET", path: "/v1/conversations/{id}/automations/{automationId}/why", statuses: [200, 400, 401, 403, 404, 429, 500, 503] },
  resumeAutomations: { method: "POST", path: "/v1/conversations/{id}/automations/resume", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  pauseAutomations: { method: "POST", path: "/v1/conversations/{id}/automations/pause", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  stopAutomations: { method: "POST", path: "/v1/conversations/{id}/automations/stop", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  approveDraft: { method: "POST", path: "/v1/conversations/{id}/draft/approve", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
  discardDraft: { method: "POST", path: "/v1/conversations/{id}/draft/discard", statuses: [200, 202, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503] },
};

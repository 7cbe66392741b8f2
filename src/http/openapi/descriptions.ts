/*
 * What operations do beyond their summary, where the route itself does not say it. A test asks for a description of every operation; a route
 * that brings its own needs none here.
 */

/** By `operationId`. */
export const DESCRIPTIONS: Readonly<Record<string, string>> = {
  checkLive: "200 as long as the process answers at all. For a supervisor that restarts it.",

  closeConversation:
    "Ends the episode with a description of 1 to 1,000 characters. Says nothing about the customer service window, and keeps what is unread. The answer names the automations that the contact's next message may start again; with `rearm: false` that one opening starts none.",
  reopenConversation:
    "Begins a new episode without a message of the contact, so it starts no automation.",
  assignConversation:
    "To a user, to nobody, or to whoever owns the contact. With `markUnread` the new owner finds it unread. `cascade` hands over the contact, its open opportunities, its pending activities and its pending tasks in the same step. To its present owner: 200, and nothing changes. `expectedOwnerId` lets the loser of a race be told with 409.",
  claimConversation:
    "Of many who claim at once the first has it; the others get 409 with the owner. Whoever has it already gets 200.",
  readConversation:
    "Clears the unread mark for everybody when its owner reads it, or anybody while it has no owner; otherwise nothing changes. With `receipt` WhatsApp shows the contact that it was read.",
  unreadConversation: "Puts the mark back, for everybody, until it is read again.",
  tagConversation:
    "Tags are kept in small letters; those that it carries already change nothing. 409 when there would be more than 50.",
  untagConversation: "Those that it does not carry change nothing.",
  noteConversation:
    "1 to 4,096 characters for colleagues. It stands in the timeline, is never sent, and changes neither window, unread mark, auto-close clock nor the place in the list.",

  listEndpoints: "All of the workspace, without their secrets.",
  getEndpoint: "Without its secrets: they are shown when they are made, and never again.",
  getLine: "With its settings, and whether its messages go out.",
  listLines: "All of the workspace, with their settings.",
  listUsers: "All of the workspace, also those who are switched off.",
  getUser: "Of the workspace, switched off or not.",
  createUser: "Active and online; they get in once a token is issued for them.",
  getRole: "Also a built-in one.",
  deleteRole: "409 while somebody has it, also somebody who is switched off.",
  listTeams: "All of the workspace.",
  getTeam: "With its people, by their ids.",
  createTeam: "Shares nothing unless it says so.",
  deleteTeam: "What it shared is not shared any more from the next request on.",
  createStatus: "Nobody is in it until they choose it, or are idle for as long as it says.",
  getWorkspace:
    "Plan and add-ons are the operator's to change, the time zone is an administrator's.",

  getMedia: "What is known of the file; its bytes are at `url`.",

  createOpportunity: "Belongs to the contact's owner unless it says otherwise.",
  createActivity:
    "Something to do with the contact at a time: a call, a visit. Belongs to the contact's owner unless it says otherwise.",
  createTask:
    "Something to be done for the contact. Belongs to the contact's owner unless it says otherwise.",
  getOpportunity: "With an `ETag` of its version, for `If-Match`.",
  getActivity: "With an `ETag` of its version, for `If-Match`.",
  getTask: "With an `ETag` of its version, for `If-Match`.",

  setContactOwner: "Null takes the owner away. Conversations and records keep theirs.",
  setMarketingContact: "Whether the contact counts as a marketing contact of the business.",
  setContactPreferences:
    "What the contact wants to be sent, as somebody of the business was told. The newest word counts, from wherever it comes.",
  listCustomFields: "Those of contacts, which the workspace made.",
};

/** Parameters that mean the same wherever they stand, by name. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  "hub.mode": "Always `subscribe`.",
  "hub.verify_token": "The token that was entered at Meta: `WHATSAPP_VERIFY_TOKEN`.",
  "hub.challenge": "Digits to be echoed.",
  category: "Only of this category, in WhatsApp's word.",
  contact: "Only those of this contact, by its id.",
  language: "Only in this language, as WhatsApp writes it: `es_MX`.",
  line: "Only those of this line, by its id.",
  reason: "Only those that are parked for this reason.",
  state: "Only those in this state.",
  status: "Open ones, closed ones, or all.",
};

import type { JsonObject } from "./payloads/json.ts";

/** What Meta says about one error code (WhatsApp section 9). Only the code classifies it. */
export interface ErrorEntry {
  title: string;
  details: string;
  /** HTTP status when it is the answer to a call. */
  http: number;
}

const entry = (http: number, title: string, details: string = title): ErrorEntry => ({
  title,
  details,
  http,
});

/** Every code of section 9 that a send, a media call or a status can carry. */
export const errorCatalogue = {
  0: entry(401, "AuthException", "We were unable to authenticate the app user."),
  1: entry(400, "API Unknown", "Invalid request or possible server error."),
  2: entry(503, "API Service", "Temporary due to downtime or due to being overloaded."),
  3: entry(500, "API Method", "Capability or permissions issue."),
  4: entry(400, "API Too Many Calls", "The app has reached its API call rate limit."),
  10: entry(403, "Permission Denied", "Permission is either not granted or has been removed."),
  33: entry(400, "Parameter value is not valid", "The business phone number has been deleted."),
  100: entry(
    400,
    "Invalid parameter",
    "The request included unsupported or misspelled parameters.",
  ),
  190: entry(
    401,
    "Access token has expired",
    "Error validating access token: session has expired.",
  ),
  200: entry(403, "API Permission", "Permission is either not granted or has been removed."),
  368: entry(403, "Temporarily blocked for policies violations"),
  80007: entry(
    400,
    "Rate limit issues",
    "The WhatsApp Business Account has reached its rate limit.",
  ),
  130429: entry(400, "Rate limit hit", "Cloud API message throughput has been reached."),
  130472: entry(400, "User's number is part of an experiment"),
  130497: entry(403, "Business account is restricted from messaging users in this country"),
  131000: entry(500, "Something went wrong", "Message failed to send due to an unknown error."),
  131005: entry(403, "Access denied", "Permission is either not granted or has been removed."),
  131008: entry(400, "Required parameter is missing"),
  131009: entry(400, "Parameter value is not valid"),
  131016: entry(500, "Service unavailable", "A service is temporarily unavailable."),
  131021: entry(400, "Recipient cannot be sender"),
  131026: entry(400, "Message undeliverable", "Unable to deliver message."),
  131030: entry(400, "Recipient phone number not in allowed list"),
  131031: entry(403, "Account has been locked"),
  131037: entry(
    400,
    "WhatsApp provided number needs display name approval before message can be sent",
  ),
  131042: entry(400, "Business eligibility payment issue"),
  131045: entry(
    500,
    "Incorrect certificate",
    "Message failed to send due to a registration error.",
  ),
  131047: entry(
    400,
    "Re-engagement message",
    "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
  ),
  131048: entry(400, "Spam rate limit hit"),
  131049: entry(400, "This message was not delivered to maintain healthy ecosystem engagement."),
  131050: entry(400, "User has stopped marketing messages from this business"),
  131051: entry(400, "Unsupported message type"),
  131052: entry(400, "Media download error"),
  131053: entry(400, "Media upload error"),
  131056: entry(
    400,
    "(Business Account, Consumer Account) pair rate limit hit",
    "Too many messages sent from the sender phone number to the same recipient in a short period of time.",
  ),
  131057: entry(500, "Account in maintenance mode"),
  131062: entry(400, "Business-scoped user id cannot be used for this message"),
  132000: entry(400, "Template Param Count Mismatch"),
  132001: entry(404, "Template does not exist"),
  132005: entry(400, "Template Hydrated Text Too Long"),
  132007: entry(400, "Template Format Character Policy Violated"),
  132012: entry(400, "Template Parameter Format Mismatch"),
  132015: entry(400, "Template is Paused"),
  132016: entry(400, "Template is Disabled"),
  132068: entry(400, "Flow is blocked"),
  132069: entry(400, "Flow is throttled"),
  133000: entry(500, "Incomplete Deregistration"),
  133004: entry(503, "Server Temporarily Unavailable"),
  133005: entry(400, "Two step verification PIN Mismatch"),
  133006: entry(400, "Phone number re-verification needed"),
  133008: entry(400, "Too Many two step verification PIN Guesses"),
  133009: entry(400, "Two step verification PIN Guessed Too Fast"),
  133010: entry(400, "Phone number Not Registered"),
  133015: entry(400, "Please wait a few minutes before attempting to register this phone number"),
  133016: entry(400, "Account register deregister rate limit exceeded"),
  135000: entry(400, "Generic user error"),
} as const satisfies Record<number, ErrorEntry>;

/** A code the fake knows. */
export type ErrorCode = keyof typeof errorCatalogue;

/** One member of `errors[]` in a webhook. */
export function webhookError(code: ErrorCode, details?: string): JsonObject {
  const known = errorCatalogue[code];
  return {
    code,
    title: known.title,
    message: known.title,
    error_data: { details: details ?? known.details },
    href: "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
  };
}

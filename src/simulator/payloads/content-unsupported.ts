import type { Content } from "./content.ts";

/** `unsupported` with 131051: a type the API lacks. `kind` is what the app knows of it, when it says. */
export function unsupported(kind?: string): Content {
  return {
    type: "unsupported",
    errors: [
      {
        code: 131051,
        title: "Message type unknown",
        message: "Message type unknown",
        error_data: { details: "Message type is currently not supported." },
      },
    ],
    ...(kind === undefined ? {} : { unsupported: { type: kind } }),
  };
}

/**
 * `unsupported` with 131060: the first message to a coexistence number, common after an ad. The
 * person did write, but no content ever comes (section 2).
 */
export function unavailable(): Content {
  return {
    type: "unsupported",
    errors: [
      {
        code: 131060,
        title: "This message is currently unavailable.",
        message: "This message is currently unavailable.",
        error_data: { details: "This message is currently unavailable." },
      },
    ],
  };
}

/** `unknown`: the 2022 webhook version's form of unsupported; `details` instead of `error_data`. */
export function unknownMessage(): Content {
  return {
    type: "unknown",
    errors: [
      {
        code: 131051,
        details: "Message type is not currently supported",
        title: "Unsupported message type",
      },
    ],
  };
}

import type { ProviderError } from "../../../domain/conversation/content.ts";
import { readInteger, readList, readObject, readText } from "./read.ts";

/**
 * `errors[]` of a message, status or line. An error without a code is left out: only the code classifies (WhatsApp
 * section 9), and a made-up one would be taken for Meta's. Details stand in `error_data`, or beside it in 2022's version.
 */
export function readErrors(value: unknown): ProviderError[] {
  return (readList(value) ?? []).flatMap((member) => {
    const error = readObject(member);
    const code = readInteger(error?.["code"]);
    if (error === null || code === null) return [];
    return [
      {
        code,
        title: readText(error["title"]) ?? readText(error["message"]),
        details:
          readText(readObject(error["error_data"])?.["details"]) ?? readText(error["details"]),
      },
    ];
  });
}

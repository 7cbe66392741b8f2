import { groupLifecycleUpdate, otherUpdate } from "../../../src/simulator/payloads/other-fields.ts";
import { text } from "../../../src/simulator/payloads/content.ts";
import { messageUpdate } from "../../../src/simulator/payloads/message.ts";
import { templateStatusUpdate } from "../../../src/simulator/payloads/template-events.ts";
import { phoneNumberQualityUpdate } from "../../../src/simulator/payloads/account-events.ts";
import type { JsonObject } from "../../../src/simulator/payloads/json.ts";
import type { Update } from "../../../src/simulator/payloads/update.ts";
import type { Random } from "../../../src/simulator/random.ts";
import { STRANGE, type SimulatedLine } from "./places.ts";
import { asideDraft, type Draft } from "./wire.ts";

/** Something that belongs to no conversation: news, broken items, fields nobody knows, lines nobody has. A mark with its `number` names it. */
export function drawOddity(
  random: Random,
  line: SimulatedLine,
  { number, at }: { number: number; at: number },
): Draft {
  const mark = `odd-${number}-`;
  const from = { name: "Somebody", waId: "15550001234" };
  const message = { line, from, id: `wamid.${mark}`, at, content: text("hm") };
  switch (random.int(1, 7)) {
    case 1:
      return aside(
        templateStatusUpdate(templateOf(line, number, mark), at, { event: "APPROVED" }),
        "notice",
      );
    case 2:
      return aside(
        phoneNumberQualityUpdate(line, at, { event: mark, currentLimit: "TIER_1K" }),
        "notice",
      );
    case 3:
      return aside(withoutTimestamp(messageUpdate(message)), "parked");
    case 4:
      return aside(messageUpdate({ ...message, riders: { groupId: "group-1" } }), "parked");
    case 5:
      return aside(groupLifecycleUpdate(line, { id: mark, type: "group_create", at }), "parked");
    case 6:
      return aside(messageUpdate({ ...message, line: STRANGE }), "parked");
    default:
      return aside(otherUpdate(line, "a_field_of_2027", { said: mark }), "parked");
  }

  function aside(update: Update, kind: "parked" | "notice"): Draft {
    return asideDraft(update, at, kind, mark);
  }
}

function templateOf(line: SimulatedLine, number: number, mark: string) {
  return { wabaId: line.wabaId, id: 70_000 + number, name: mark, language: "es-MX" };
}

/** A message that no code can place: broken beside good neighbours. */
function withoutTimestamp(update: Update): Update {
  const messages = update.value["messages"] as JsonObject[];
  const { timestamp: _timestamp, ...rest } = messages[0] ?? {};
  return { ...update, value: { ...update.value, messages: [rest] } };
}

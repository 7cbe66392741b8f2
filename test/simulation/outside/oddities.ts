import { groupLifecycleUpdate, otherUpdate } from "../../../src/simulator/payloads/other-fields.ts";
import { text } from "../../../src/simulator/payloads/content.ts";
import { messageUpdate } from "../../../src/simulator/payloads/message.ts";
import { templateStatusUpdate } from "../../../src/simulator/payloads/template-events.ts";
import { phoneNumberQualityUpdate } from "../../../src/simulator/payloads/account-events.ts";
import type { JsonObject } from "../../../src/simulator/payloads/json.ts";
import type { ParkedReason } from "../../../src/domain/intake/inbound.ts";
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
      return noted(templateStatusUpdate(templateOf(line, number, mark), at, { event: "APPROVED" }));
    case 2:
      return noted(phoneNumberQualityUpdate(line, at, { event: mark, currentLimit: "TIER_1K" }));
    case 3:
      return parked(withoutTimestamp(messageUpdate(message)), "invalid");
    case 4:
      return parked(messageUpdate({ ...message, riders: { groupId: "group-1" } }), "group");
    case 5:
      return parked(groupLifecycleUpdate(line, { id: mark, type: "group_create", at }), "group");
    case 6:
      return parked(messageUpdate({ ...message, line: STRANGE }), "unknown_line");
    default:
      return parked(otherUpdate(line, "a_field_of_2027", { said: mark }), "unknown_field");
  }

  function noted(update: Update): Draft {
    return asideDraft(update, at, { kind: "notice", mark });
  }

  function parked(update: Update, reason: ParkedReason): Draft {
    return asideDraft(update, at, { kind: "parked", mark, reason });
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

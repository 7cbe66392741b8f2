import { setTimeout as sleep } from "node:timers/promises";
import { personOfLine, SENDING_LINES, tokenOf } from "./line.ts";
import { openLoop } from "./load.ts";
import {
  CAP,
  latenciesOf,
  mostInASecond,
  named,
  QUIET_PER_SECOND,
  rateOf,
  requestOf,
  timesOf,
} from "./sending.ts";
import { startWhatsApp } from "./whatsapp.ts";

/** The same messages straight to the Graph API: one after another at the quiet line's pace, and evenly at the cap. */
export async function bareFigures(dir: string, count: number) {
  const whatsApp = await startWhatsApp(dir, "whatsapp-bare");
  await whatsApp.open(count);
  // What was said counts for the cap, too.
  await sleep(2_000);
  const requests = SENDING_LINES.map((line) =>
    Array.from({ length: count }, (_, index) => {
      const { phoneNumberId } = line;
      const text = `bare-${index}`;
      const message = {
        to: `+${personOfLine(line, index).waId}`,
        type: "text",
        text: { body: text },
      };
      const id = `${phoneNumberId}-${index}`;
      const common = { messaging_product: "whatsapp", biz_opaque_callback_data: id };
      const body = { ...common, recipient_type: "individual", ...message };
      const token = tokenOf(phoneNumberId);
      return requestOf(`/v25.0/${phoneNumberId}/messages`, { token, key: text, body });
    }),
  );
  const [full = [], quiet = []] = requests;
  await openLoop(whatsApp.port, full, { perSecond: CAP });
  const times = timesOf(await whatsApp.collect(full.length), SENDING_LINES[0].phoneNumberId);
  const plannedAt = new Map<string, number>();
  const some = quiet.slice(0, Math.ceil((count / CAP) * QUIET_PER_SECOND));
  await openLoop(whatsApp.port, some, {
    perSecond: QUIET_PER_SECOND,
    onSent: (index, at) => void plannedAt.set(`bare-${index}`, at),
  });
  const latenciesMs = latenciesOf(await whatsApp.collect(some.length), plannedAt);
  await whatsApp.stop();
  return { rate: rateOf(times), most: mostInASecond(times), ...named("alone", latenciesMs) };
}

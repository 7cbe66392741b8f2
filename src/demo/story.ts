import type { Contact } from "../simulator/contact.ts";
import type { SimulatedLine } from "../simulator/line.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { SHORT_WINDOWS } from "./lines.ts";

/** Templates of the demo's account, as somebody would have had them approved by Meta. */
export const DEMO_TEMPLATES = [
  { name: "pedido_listo", body: "Hola {{1}}, su pedido está listo. ¿Pasa por él hoy?" },
  { name: "seguimiento", body: "Hola {{1}}, ¿pudo ver la cotización que le envié?" },
] as const;

export interface Cast {
  ana: Contact;
  bruno: Contact;
  carla: Contact;
}

/** Three people: one with a number, one with a number and a user id, one with a user name only. */
export function castOf(simulator: Simulator): Cast {
  return {
    ana: simulator.contact({ waId: "5215550000101", name: "Ana" }),
    bruno: simulator.contact({ waId: "5511950000102", userId: "BR.50000102", name: "Bruno" }),
    carla: simulator.contact({
      userId: "MX.50000103",
      username: "carla",
      name: "Carla",
      hidesPhone: true,
    }),
  };
}

/** The numbers that they write to. */
export interface Numbers {
  demo: SimulatedLine;
  sales: SimulatedLine;
  counter: SimulatedLine;
}

export interface StoryDeps extends Cast, Numbers {
  /** Says what happens outside, where the engine's own log cannot know. */
  tell: (sentence: string) => void;
  /** An agent closes the conversation that this contact has on the demo's line. */
  agentCloses: (contact: Contact) => Promise<void>;
  /** A contact answers, from now on, what is written to them, with these answers. */
  answers: (contact: Contact, line: SimulatedLine, answers: readonly string[]) => void;
  pause: (ms: number) => Promise<void>;
}

/** What happens in the demo, in order. Takes about a minute. */
export async function playStory({
  ana,
  bruno,
  carla,
  demo,
  sales,
  counter,
  tell,
  agentCloses,
  answers,
  pause,
}: StoryDeps): Promise<void> {
  const chapter = async (sentence: string, what: () => unknown, waitMs: number): Promise<void> => {
    tell(sentence);
    await what();
    await pause(waitMs);
  };
  await chapter(
    "Ana writes to the demo's number.",
    () => ana.says(demo, "Hola, ¿tienen el modelo azul?"),
    3_000,
  );
  await chapter(
    "Bruno writes to the sales line, where a flow welcomes and asks. He answers: his name, what he needs, his city.",
    () => {
      answers(bruno, sales, ["Bruno", "Teixeira", "Comprar", "Puebla"]);
      bruno.says(sales, "Oi! Quanto custa a entrega?");
    },
    3_000,
  );
  await chapter(
    "Carla writes to the counter, where a flow gives conversations to the sellers by turns; she has a user name, and no phone number is told.",
    () => {
      answers(carla, counter, ["Gracias, aquí espero", "Sí, por favor"]);
      carla.says(counter, "Buenas tardes");
    },
    3_000,
  );
  await chapter(
    "Ana writes again while her conversation is open: it must not start a second time.",
    () => ana.says(demo, "Lo necesito para el viernes"),
    4_000,
  );
  await chapter("An agent closes Ana's conversation, by command.", () => agentCloses(ana), 4_000);
  await chapter(
    "Ana writes once more, to a closed conversation: it opens again, and the trigger fires again, once.",
    () => ana.says(demo, "Una última pregunta"),
    3_000,
  );
  await chapter(
    `Nobody answers. The windows of these lines last ${SHORT_WINDOWS.windowMs / 1_000} seconds instead of 24 hours; watch them close, and a flow rescue Carla's.`,
    () => {},
    SHORT_WINDOWS.windowMs + 2_000,
  );
  tell("The story is over; the engine goes on running.");
}

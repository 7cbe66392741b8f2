import type { Random } from "../../../src/simulator/random.ts";
import type { Place, WrittenStep } from "./draw-steps.ts";

const HOUR = 3_600_000;

/** A step in the CRM. Several flows write the same fields, and some of what they write no field takes. */
export function drawCrmStep(random: Random, { id, next, branch }: Place): WrittenStep {
  const onFail = branch();
  const draw = random.int(1, 10);
  if (draw <= 5) {
    const names = {
      firstName: "{{contact.profileName|Cliente}}",
      lastName: random.pick(["Pérez", "Gómez", "Ruiz", ""]),
    };
    return { id, do: "createContact", ...names, next, onFail };
  }
  if (draw <= 8) {
    const [field, value] = random.pick([
      ["company", random.pick(["Norte", "Sur"])],
      ["company", random.pick(["Norte", "Sur", "{{contact.profileName|Este}}"])],
      ["position", random.pick(["Compras", "Ventas", "{{contact.company|Otra}}"])],
      ["email", random.pick(["uno@tienda.example", "dos@tienda.example", "no es correo"])],
      ["custom.talla", "M"],
    ] as const);
    return { id, do: "setField", field, value, next, onFail };
  }
  const owner = random.pick(["conversationOwner", "contactOwner", "nobody"]);
  const title = `Pedido de {{contact.firstName|alguien}}`;
  const record =
    draw <= 9
      ? { record: "opportunity", title, stage: random.pick([null, "Nuevo"]) }
      : { record: "task", title, dueInMs: random.pick([null, HOUR]) };
  return { id, do: "createRecord", ...record, owner, next, onFail };
}

import { describe, expect, it } from "vitest";
import { sendAddressOf } from "../../../src/domain/contact/address.ts";
import type { Alias, Contact } from "../../../src/domain/contact/contact.ts";

const alias = (kind: Alias["kind"], form: string, changes: Partial<Alias> = {}): Alias => ({
  kind,
  scope: kind === "wa_id" ? "" : "portfolio-1",
  value: form,
  form,
  validFrom: 0,
  validTo: null,
  ...changes,
});

const contactWith = (...aliases: Alias[]) => ({ aliases, absorbed: [] }) as unknown as Contact;
const addressOf = (...aliases: Alias[]) => sendAddressOf(contactWith(...aliases), "portfolio-1");

describe("a send goes", () => {
  it("to the phone number when there is one, as WhatsApp writes it, with its plus", () => {
    const phone = alias("wa_id", "551187654321", { value: "5511987654321" });
    expect(addressOf(alias("bsuid", "BR.1"), phone)).toEqual({ to: "+551187654321" });
  });

  it("to the number that is valid now", () => {
    const old = alias("wa_id", "15550001", { validTo: 5 });
    expect(addressOf(alias("wa_id", "15550002"), old)).toEqual({ to: "+15550002" });
  });

  it("to the user id when there is no number, and to the parent's when there is nothing else", () => {
    const closed = alias("wa_id", "15550001", { validTo: 5 });
    const parent = alias("parent_bsuid", "BR.ENT.1");
    expect(addressOf(closed, alias("bsuid", "BR.1"), parent)).toEqual({ recipient: "BR.1" });
    expect(addressOf(closed, parent)).toEqual({ recipient: "BR.ENT.1" });
  });

  it("of who was merged to the one that wrote last, or to what came in its place", () => {
    const one = alias("wa_id", "551187654321", { value: "5511987654321" });
    const gone = alias("wa_id", "15550001", { validTo: 5 });
    const next = alias("wa_id", "15550002", { validFrom: 5 });
    const aliases = [one, gone, next, alias("bsuid", "BR.1"), alias("wa_id", "15550003")];
    const merged = { ...contactWith(...aliases), absorbed: ["ct2"] };
    const answer = (lastFrom: string | null) => sendAddressOf(merged, "portfolio-1", lastFrom);
    expect(answer("+5511987654321")).toEqual({ to: "+551187654321" });
    expect(answer("BR.1")).toEqual({ recipient: "BR.1" });
    expect(answer("+15550001")).toEqual({ to: "+15550002" });
    expect(answer("+15550009")).toEqual({ to: "+15550003" });
    expect(answer(null)).toEqual({ to: "+15550003" });
    // Of everybody else it is the number, so that it keeps being told to us.
    const other = contactWith(one, alias("bsuid", "BR.1"));
    expect(sendAddressOf(other, "portfolio-1", "BR.1")).toEqual({ to: "+551187654321" });
  });

  it("nowhere with an id of another portfolio", () => {
    expect(addressOf(alias("bsuid", "BR.1", { scope: "portfolio-2" }))).toBeNull();
    expect(addressOf()).toBeNull();
  });
});

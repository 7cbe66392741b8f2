import { describe, expect, it } from "vitest";
import { bind, withButton } from "./support.ts";

describe("a button", () => {
  const button = (drawn: object, binding: object | null) =>
    bind(withButton(drawn), binding === null ? {} : { "buttons.0": binding });
  const parameterOf = (bound: ReturnType<typeof bind>) => bound.content?.components;

  it("with a URL takes what comes behind it", () => {
    const drawn = { type: "URL", text: "Ver", url: "https://a.test/p/{{1}}" };
    const bound = button(drawn, { kind: "text", text: "17?x=1" });
    expect(parameterOf(bound)).toEqual([
      {
        type: "button",
        sub_type: "url",
        index: "0",
        parameters: [{ type: "text", text: "17?x=1" }],
      },
    ]);
    expect(bound.text).toBe("Hola\n\n[Ver: https://a.test/p/17?x=1]");
    expect(button(drawn, { kind: "text", text: "a b" }).problems).toMatchObject([
      { rule: "must have no spaces, being part of a URL" },
    ]);
    expect(button(drawn, null).problems).toMatchObject([{ slot: "buttons.0" }]);
    expect(button(drawn, { kind: "text", text: "x".repeat(2_000) }).problems).toHaveLength(1);
  });

  it("with a URL takes a field, spaces and all", () => {
    const drawn = withButton({ type: "URL", text: "Ver", url: "https://a.test/{{1}}" });
    const binding = { kind: "field", field: "custom.order", default: "none" };
    const bound = bind(drawn, { "buttons.0": binding }, { "custom.order": "A 17" });
    expect(bound.values).toEqual({ "buttons.0": "A%2017" });
  });

  it("that copies takes a coupon of 15 characters at most", () => {
    const drawn = { type: "COPY_CODE", text: "Copiar" };
    expect(parameterOf(button(drawn, { kind: "text", text: "SAVE20" }))).toEqual([
      {
        type: "button",
        sub_type: "copy_code",
        index: "0",
        parameters: [{ type: "coupon_code", coupon_code: "SAVE20" }],
      },
    ]);
    expect(button(drawn, { kind: "text", text: "x".repeat(16) }).problems).toMatchObject([
      { rule: "must have at most 15 characters" },
    ]);
  });

  it("of a quick reply takes what is reported when it is tapped, or nothing", () => {
    const drawn = { type: "QUICK_REPLY", text: "Sí" };
    expect(parameterOf(button(drawn, { kind: "text", text: "yes" }))).toEqual([
      {
        type: "button",
        sub_type: "quick_reply",
        index: "0",
        parameters: [{ type: "payload", payload: "yes" }],
      },
    ]);
    expect(parameterOf(button(drawn, null))).toEqual([]);
  });

  it("of a flow is always named, with WhatsApp's own word where nobody follows it", () => {
    const drawn = { type: "FLOW", text: "Empezar" };
    const flow = (action: object) => [
      {
        type: "button",
        sub_type: "flow",
        index: "0",
        parameters: [{ type: "action", action }],
      },
    ];
    expect(parameterOf(button(drawn, null))).toEqual(flow({ flow_token: "unused" }));
    const binding = { kind: "flow", token: "t1", data: { city: "Lima" } };
    expect(parameterOf(button(drawn, binding))).toEqual(
      flow({ flow_token: "t1", flow_action_data: { city: "Lima" } }),
    );
  });

  it("of a catalogue takes the product whose picture is shown, or nothing", () => {
    const drawn = { type: "CATALOG", text: "Ver catálogo" };
    expect(parameterOf(button(drawn, { kind: "product", productId: "sku1" }))).toMatchObject([
      { parameters: [{ action: { thumbnail_product_retailer_id: "sku1" } }] },
    ]);
    expect(parameterOf(button(drawn, null))).toEqual([]);
  });

  it("of products takes 1 to 30 of them in sections", () => {
    const drawn = { type: "MPM", text: "Ver" };
    const sections = [{ title: "Nuevos", productIds: ["a", "b"] }];
    const bound = button(drawn, { kind: "products", productId: "a", sections });
    expect(parameterOf(bound)).toMatchObject([
      {
        sub_type: "mpm",
        parameters: [
          {
            type: "action",
            action: {
              thumbnail_product_retailer_id: "a",
              sections: [
                {
                  title: "Nuevos",
                  product_items: [{ product_retailer_id: "a" }, { product_retailer_id: "b" }],
                },
              ],
            },
          },
        ],
      },
    ]);
    const many = { title: "x", productIds: Array.from({ length: 16 }, (_, at) => `p${at}`) };
    const tooMany = { kind: "products", productId: "a", sections: [many, many] };
    expect(button(drawn, tooMany).problems).toEqual([
      { slot: "buttons.0", rule: "must be at most 30 products in all sections" },
    ]);
  });

  it("keeps its place behind buttons that take nothing", () => {
    const drawn = {
      components: [
        { type: "BODY", text: "Hola" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "PHONE_NUMBER", text: "Llamar" },
            { type: "URL", text: "Ver", url: "https://a.test/{{1}}" },
          ],
        },
      ],
    };
    const bound = bind(drawn, { "buttons.1": { kind: "text", text: "x" } });
    expect(bound.content?.components).toMatchObject([{ sub_type: "url", index: "1" }]);
    expect(bound.text).toBe("Hola\n\n[Llamar] [Ver: https://a.test/x]");
  });
});

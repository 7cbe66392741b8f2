import { request } from "undici";
import { expect, test } from "vitest";
import { createReceiver } from "./receiver.ts";

test("the receiver keeps method, path, headers and the exact bytes of what it gets", async () => {
  await using receiver = await createReceiver();
  const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
  await request(`${receiver.origin}/hook?a=1`, { method: "POST", headers: { "x-a": "b" }, body });

  const [first] = await receiver.received(1);
  expect(first).toMatchObject({ method: "POST", path: "/hook?a=1", connection: 1 });
  expect(first?.headers["x-a"]).toBe("b");
  expect(first?.rawBody.equals(body)).toBe(true);
});

test("the receiver answers as told, by request", async () => {
  await using receiver = await createReceiver({
    answer: (_, index) =>
      index === 0
        ? { kind: "answer", status: 429, headers: { "retry-after": "7" }, body: "later" }
        : 204,
  });
  const refused = await request(receiver.origin, { method: "POST", body: "1" });
  expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([429, "7"]);
  expect(await refused.body.text()).toBe("later");
  const accepted = await request(receiver.origin, { method: "POST", body: "2" });
  expect(accepted.statusCode).toBe(204);

  receiver.setAnswer({ kind: "reset" });
  await expect(request(receiver.origin, { method: "POST", body: "3" })).rejects.toThrow();
  expect(receiver.requestCount).toBe(3);
});

test("waiting for requests that do not come says how many did", async () => {
  await using receiver = await createReceiver();
  await request(receiver.origin, { method: "POST", body: "1" });
  await expect(receiver.received(2, 20)).rejects.toThrow("1 of 2");
});

test("closing the receiver cuts a client that still waits", async () => {
  const receiver = await createReceiver({ answer: { kind: "hang" } });
  const waiting = request(receiver.origin, { method: "POST", body: "1" }).then(
    () => "answered",
    () => "cut",
  );
  await receiver.received(1);
  expect(receiver.openConnections).toBe(1);
  await receiver.close();
  expect(await waiting).toBe("cut");
});

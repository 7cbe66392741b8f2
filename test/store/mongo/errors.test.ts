import {
  MongoBulkWriteError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
} from "mongodb";
import { describe, expect, it } from "vitest";
import {
  duplicateOf,
  duplicatesOf,
  isConnectionLost,
  translated,
} from "../../../src/store/mongo/errors.ts";
import { InvalidCursorError, StoreUnavailableError } from "../../../src/store/store.ts";

const PHONE = "5511987654321";
const DUPLICATE = `E11000 duplicate key error collection: ventana.contacts index: open dup key: { : "acme", : "wa_id||${PHONE} index: _id_ dup key" }`;

describe("what the MongoDB driver throws", () => {
  it.each([
    [new MongoNetworkError("read ECONNRESET"), "the connection to MongoDB broke"],
    [new MongoNetworkTimeoutError("timed out"), "MongoDB did not answer in time"],
    [serverError(18), "MongoDB refuses the user name or the password"],
    [serverError(13), "the user of the MongoDB URL may not read or write this database"],
    [serverError(10_107), "the MongoDB cluster is choosing a new primary"],
    [serverError(14_031), "the disk of the MongoDB server is full"],
    [inBulk(new MongoNetworkError("gone")), "the connection to MongoDB broke"],
    [inBulk(serverError(11_600)), "the MongoDB server is shutting down"],
  ])("becomes a sentence when the server is at fault: %s", (error, sentence) => {
    expect(translated(error)).toEqual(new StoreUnavailableError(sentence));
  });

  it("keeps nothing of the document that a refusal speaks of, because whoever catches it may log it", () => {
    const told = translated(serverError(11_000, DUPLICATE)) as Error;
    expect(told).not.toBeInstanceOf(StoreUnavailableError);
    expect(told.message).toBe(
      "MongoDB or its driver refused a request: MongoServerError 11000 (index open)",
    );
    for (let at: unknown = told; at instanceof Error; at = at.cause) {
      expect(`${at.message} ${at.stack} ${JSON.stringify(at)}`).not.toContain(PHONE);
    }
  });

  it("goes through untouched when it is not the driver's", () => {
    const error = new InvalidCursorError();
    expect(translated(error)).toBe(error);
  });

  it("tells which index refused a document, whatever the document says", () => {
    expect(duplicateOf(serverError(11_000, DUPLICATE))).toEqual({ index: "open", position: 0 });
    expect(duplicateOf(serverError(112))).toBeNull();
    expect(duplicateOf(new Error(DUPLICATE))).toBeNull();
  });

  it("is no mere duplicate when the writes beside it are not confirmed", () => {
    const refused = new MongoServerError({ message: DUPLICATE, code: 11_000 });
    expect(duplicateOf(inBulk(refused))?.index).toBe("open");
    expect(duplicateOf(inBulk(refused, false))).toBeNull();
    expect(duplicatesOf(inBulk(refused, false))).toBeNull();
    expect(translated(inBulk(new Error("no"), false))).toBeInstanceOf(StoreUnavailableError);
  });

  it("is worth another try when the connection broke, not when the server is silent", () => {
    expect(isConnectionLost(new MongoNetworkError("read ECONNRESET"))).toBe(true);
    expect(isConnectionLost(inBulk(new MongoNetworkError("gone")))).toBe(true);
    expect(isConnectionLost(new MongoNetworkTimeoutError("timed out"))).toBe(false);
    expect(isConnectionLost(serverError(11_000, DUPLICATE))).toBe(false);
    const notPrimary = serverError(10_107);
    notPrimary.addErrorLabel("RetryableWriteError");
    expect(isConnectionLost(notPrimary)).toBe(true);
  });
});

function serverError(code: number, message = "no"): MongoServerError {
  return new MongoServerError({ message, errmsg: message, code });
}

/** What the driver makes of an error on the way of several writes. */
function inBulk(error: Error, isConfirmed = true): MongoBulkWriteError {
  const unconfirmed = isConfirmed ? undefined : { code: 189, errmsg: "stepped down" };
  const result = { getWriteConcernError: () => unconfirmed } as MongoBulkWriteError["result"];
  return new MongoBulkWriteError(error as MongoServerError & Error, result);
}

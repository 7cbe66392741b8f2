import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  businessHoursSchema,
  isWithin,
  nextClosing,
  nextOpening,
  WEEKDAYS,
  type BusinessHours,
} from "../../../src/domain/automation/business-hours.ts";
import { timeZoneSchema } from "../../../src/domain/automation/time-zone.ts";
import { DAY, HOUR, MINUTE } from "../../support/builders.ts";

const NINE_TO_SIX = [{ from: "09:00", to: "18:00" }];
const office = businessHoursSchema.parse({
  weekly: {
    monday: NINE_TO_SIX,
    tuesday: NINE_TO_SIX,
    wednesday: NINE_TO_SIX,
    thursday: NINE_TO_SIX,
    friday: NINE_TO_SIX,
  },
  dates: [
    { date: "2026-12-25", ranges: [] },
    { date: "2026-12-26", ranges: [{ from: "10:00", to: "12:00" }] },
  ],
});
const always = { hours: null, timeZone: "America/Mexico_City" };
const mexico = { hours: office, timeZone: "America/Mexico_City" };

const at = (iso: string) => Date.parse(iso);
const iso = (moment: number | null) =>
  moment === null ? null : new Date(moment).toISOString().slice(0, 16);

describe("business hours", () => {
  it("are always, without any", () => {
    expect(isWithin(always, 0)).toBe(true);
    expect(nextOpening(always, 7)).toBe(7);
    expect(nextClosing(always, 7)).toBeNull();
  });

  it("are read from the clocks on the wall of the workspace's zone", () => {
    // Mexico City is six hours behind UTC; the 30th of November 2026 is a Monday.
    expect(isWithin(mexico, at("2026-11-30T14:59Z"))).toBe(false);
    expect(isWithin(mexico, at("2026-11-30T15:00Z"))).toBe(true);
    expect(isWithin(mexico, at("2026-11-30T23:59Z"))).toBe(true);
    expect(isWithin(mexico, at("2026-12-01T00:00Z"))).toBe(false);
  });

  it("begin again after the night, the weekend and a holiday", () => {
    expect(iso(nextOpening(mexico, at("2026-12-01T00:00Z")))).toBe("2026-12-01T15:00");
    expect(iso(nextOpening(mexico, at("2026-12-05T00:00Z")))).toBe("2026-12-07T15:00");
    expect(iso(nextOpening(mexico, at("2026-12-25T15:00Z")))).toBe("2026-12-26T16:00");
    expect(iso(nextClosing(mexico, at("2026-12-26T16:30Z")))).toBe("2026-12-26T18:00");
    expect(nextOpening(mexico, at("2026-11-30T16:00Z"))).toBe(at("2026-11-30T16:00Z"));
  });

  it("that end earlier than they begin go on over midnight, also into a day that is closed", () => {
    const night = businessHoursSchema.parse({
      weekly: { friday: [{ from: "22:00", to: "02:00" }] },
    });
    const opening = { hours: night, timeZone: "UTC" };
    expect(iso(nextOpening(opening, at("2026-11-30T00:00Z")))).toBe("2026-12-04T22:00");
    expect(iso(nextClosing(opening, at("2026-12-04T23:00Z")))).toBe("2026-12-05T02:00");
  });

  it("of a single date far ahead are found, and of one that is over are not", () => {
    const once = businessHoursSchema.parse({
      weekly: {},
      dates: [{ date: "2028-02-29", ranges: [{ from: "00:00", to: "24:00" }] }],
    });
    const opening = { hours: once, timeZone: "UTC" };
    expect(iso(nextOpening(opening, at("2026-01-01T00:00Z")))).toBe("2028-02-29T00:00");
    expect(iso(nextClosing(opening, at("2028-02-29T12:00Z")))).toBe("2028-03-01T00:00");
    expect(nextOpening(opening, at("2028-03-01T00:00Z"))).toBeNull();
  });

  it("without end never close", () => {
    const round = [{ from: "00:00", to: "24:00" }];
    const hours = businessHoursSchema.parse({
      weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, round])),
    });
    expect(nextClosing({ hours, timeZone: "Europe/Madrid" }, at("2026-03-28T00:00Z"))).toBeNull();
  });

  it("begin at the change of the clocks when their first minutes are left out", () => {
    // On 29 March 2026 Madrid goes from 02:00 to 03:00, at 01:00 UTC.
    const hours = businessHoursSchema.parse({
      weekly: { sunday: [{ from: "02:30", to: "04:00" }] },
    });
    const opening = { hours, timeZone: "Europe/Madrid" };
    expect(iso(nextOpening(opening, at("2026-03-29T00:00Z")))).toBe("2026-03-29T01:00");
    expect(iso(nextClosing(opening, at("2026-03-29T01:00Z")))).toBe("2026-03-29T02:00");
  });

  // The neighbourhood of changes of the clocks: Madrid, Santiago (at midnight), Lord Howe (half an hour), and a zone with none.
  const neighbourhoods = [
    ["Europe/Madrid", "2026-03-28T12:00Z"],
    ["Europe/Madrid", "2026-10-24T12:00Z"],
    ["America/Santiago", "2026-04-04T12:00Z"],
    ["America/Santiago", "2026-09-05T12:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T00:00Z"],
    ["America/Mexico_City", "2026-12-30T00:00Z"],
    ["Asia/Kathmandu", "2026-02-27T00:00Z"],
  ] as const;

  it.each(neighbourhoods)(
    "in %s from %s on are what a look at every minute finds",
    (timeZone, start) => {
      const clock = (n: number) =>
        `${String(Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}`;
      const range = fc
        .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 0, max: 1_440 }))
        .filter(([from, to]) => from !== to)
        .map(([from, to]) => ({ from: clock(from), to: clock(to) }));
      const ranges = fc.array(range, { maxLength: 3 });
      const hoursOf = fc
        .record({
          weekly: fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, ranges]))),
          dates: fc.uniqueArray(
            fc.record({
              date: fc
                .integer({ min: -1, max: 3 })
                .map((day) => new Date(at(start) + day * DAY).toISOString().slice(0, 10)),
              ranges,
            }),
            { selector: ({ date }) => date, maxLength: 2 },
          ),
        })
        .filter((hours) => businessHoursSchema.safeParse(hours).success)
        .map((hours) => businessHoursSchema.parse(hours));
      const minutesOn = fc.integer({ min: 0, max: 36 * 60 });
      fc.assert(
        fc.property(hoursOf, minutesOn, fc.boolean(), (hours, minutes, open) => {
          const from = at(start) + minutes * MINUTE;
          const look = oracle(hours, timeZone);
          const opening = { hours, timeZone };
          expect(isWithin(opening, from)).toBe(look(from));
          const found = open ? nextOpening(opening, from) : nextClosing(opening, from);
          const end = Math.min(found ?? Infinity, from + 30 * HOUR);
          // Every tenth minute on the way is otherwise; the last one too; and what is found is as it should be.
          for (let minute = from; minute < end; minute += 10 * MINUTE)
            expect(look(minute)).toBe(!open);
          if (found !== null && found < from + 30 * HOUR) {
            expect(look(found)).toBe(open);
            if (found > from) expect(look(found - MINUTE)).toBe(!open);
          }
        }),
        { numRuns: process.env["VENTANA_FULL"] === "1" ? 500 : 40 },
      );
    },
  );
});

/** Asks the clock on the wall, and the grid, and nothing else. */
function oracle(hours: BusinessHours, timeZone: string) {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const begun = (date: string) =>
    hours.dates.find((each) => each.date === date)?.ranges ??
    hours.weekly[WEEKDAYS[new Date(`${date}T00:00Z`).getUTCDay()] ?? "sunday"];
  return (moment: number) => {
    const [date = "", time = ""] = format.format(moment).split(" ");
    const yesterday = new Date(Date.parse(`${date}T00:00Z`) - DAY).toISOString().slice(0, 10);
    const today = begun(date).some(({ from, to }) => time >= from && (to < from || time < to));
    return today || begun(yesterday).some(({ from, to }) => to < from && time < to);
  };
}

describe("bad hours", () => {
  const problemOf = (hours: unknown) => {
    const issue = businessHoursSchema.safeParse(hours).error?.issues[0];
    return issue && `${issue.path.join(".")} ${issue.message}`;
  };

  it.each([
    [
      { weekly: { monday: [{ from: "9:00", to: "18:00" }] } },
      "weekly.monday.0.from must be a time of day such as 09:00",
    ],
    [
      { weekly: { monday: [{ from: "24:00", to: "18:00" }] } },
      "weekly.monday.0.from must be a time of day such as 09:00",
    ],
    [
      { weekly: { monday: [{ from: "09:00", to: "09:00" }] } },
      "weekly.monday.0.to must not be the beginning; a whole day is 00:00 to 24:00",
    ],
    [{ weekly: {} }, " must be open at some time; without hours a line is open always"],
    [
      {
        weekly: { monday: NINE_TO_SIX },
        dates: [
          { date: "2026-01-01", ranges: [] },
          { date: "2026-01-01", ranges: [] },
        ],
      },
      "dates must have each date once",
    ],
  ])("%j are refused", (hours, problem) => expect(problemOf(hours)).toBe(problem));

  it.each(["Mars/Olympus", "+05:00", "", "America/Mexico_City; DROP", "UTC+1"])(
    "%s is no time zone",
    (zone) => {
      expect(timeZoneSchema.safeParse(zone).success).toBe(false);
    },
  );

  it.each(["America/Mexico_City", "UTC", "Etc/GMT+6", "Asia/Kathmandu"])(
    "%s is a time zone",
    (zone) => {
      expect(timeZoneSchema.safeParse(zone).success).toBe(true);
    },
  );
});

import { type Element, Malformed, Tag } from "./der.ts";

/** `YYMMDDHHMMSSZ` and `YYYYMMDDHHMMSSZ`: the only forms of RFC 5280, section 4.1.2.5. */
const FORMS: ReadonlyMap<number, RegExp> = new Map([
  [Tag.utcTime, /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/],
  [Tag.generalizedTime, /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/],
]);

/** The point in time that a UTCTime or GeneralizedTime says. */
export function readTime(value: Element): Date {
  const text = String.fromCharCode(...value.contents);
  const parts = FORMS.get(value.tag)?.exec(text)?.slice(1).map(Number);
  if (parts === undefined) throw new Malformed("a date is not in the form that a certificate has it in");
  const [digits = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  // Two digits mean 1950 to 2049.
  const year = value.tag === Tag.generalizedTime ? digits : digits < 50 ? 2000 + digits : 1900 + digits;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  // A day that does not exist has moved to another one by now.
  const asWritten = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!asWritten || date.getUTCMinutes() !== minute || date.getUTCSeconds() !== second || year === 0) {
    throw new Malformed("a date does not exist");
  }
  return date;
}

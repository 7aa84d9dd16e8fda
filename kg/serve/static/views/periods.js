// Stretches of time. In: a period as text ("2020", "2020-03", "2020-03-05"). Out: its number on an even scale of its
// step (year, month or day), the days it begins and ends on, what it is called. No clock, no time zone.

export const STEPS = ["year", "month", "day"];
const LENGTHS = { year: 4, month: 7, day: 10 };
const DAY = 86_400_000;

const parts = (text) => text.split("-").map(Number);
const two = (number) => String(number).padStart(2, "0");
const four = (number) => String(number).padStart(4, "0");
const utc = (year, month = 1, day = 1) => {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);  // Date.UTC takes the years 0 to 99 for 1900 to 1999
  return date;
};

export const stepOf = (period) => STEPS.find((step) => LENGTHS[step] === period.length);

// Whether it is such a text, of a day that there may be.
export const isPeriod = (text) => /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(text);

// The number of the period of this step that `date`, a period of the same or a finer step, lies in.
export function toIndex(date, step) {
  const [year, month = 1, day = 1] = parts(date);
  if (step === "year") return year;
  return step === "month" ? year * 12 + month - 1 : Math.round(utc(year, month, day).getTime() / DAY);
}

export function toPeriod(index, step) {
  if (step === "year") return four(index);
  if (step === "month") return `${four(Math.floor(index / 12))}-${two((((index % 12) + 12) % 12) + 1)}`;
  return new Date(index * DAY).toISOString().slice(0, 10);
}

export const firstDay = (period) => period + ["", "-01-01", "-01", ""][parts(period).length];

export function lastDay(period) {
  const [year, month] = parts(period);
  if (stepOf(period) === "year") return `${period}-12-31`;
  return stepOf(period) === "day" ? period : new Date(utc(year, month + 1).getTime() - DAY).toISOString().slice(0, 10);
}

// "2020", "March 2020" or "5 March 2020", as the language has it.
export function nameOf(period, language, length = "long") {
  const step = stepOf(period);
  const format = { timeZone: "UTC", year: "numeric" };
  if (step !== "year") format.month = language === "zh" ? "long" : length;
  if (step === "day") format.day = "numeric";
  return new Intl.DateTimeFormat(language === "zh" ? "zh-Hans" : "en-GB", format).format(utc(...parts(period)));
}

// "Mar" or "5 Mar".
function withinYear(period, language) {
  const format = { timeZone: "UTC", month: "short", ...(stepOf(period) === "day" ? { day: "numeric" } : {}) };
  return new Intl.DateTimeFormat(language === "zh" ? "zh-Hans" : "en-GB", format).format(utc(...parts(period)));
}

// The periods at which an axis of `room` labels says where it is: January before July, the first before the fifteenth.
export function ticks(first, last, step, room) {
  const every = strides(step).find((stride) => (last - first) / stride.size <= room) || { size: Math.ceil((last - first) / room) };
  const found = [];
  for (let index = first; index <= last; index += 1) if (every.at ? every.at(index) : (index - first) % every.size === 0) found.push(index);
  return found;
}

function strides(step) {
  const whole = (size, share) => ({ size, at: (index) => index % share === 0 });
  if (step === "year") return [1, 2, 5, 10, 20, 50, 100].map((size) => whole(size, size));
  if (step === "month") return [1, 3, 6, 12, 24, 60, 120, 240].map((size) => whole(size, size));
  const day = (index) => new Date(index * DAY).getUTCDate();
  const month = (index) => new Date(index * DAY).getUTCMonth();
  return [{ size: 1 }, { size: 5, at: (index) => [1, 6, 11, 16, 21, 26].includes(day(index)) },
    { size: 10, at: (index) => [1, 11, 21].includes(day(index)) }, { size: 15, at: (index) => [1, 16].includes(day(index)) },
    { size: 30, at: (index) => day(index) === 1 }, { size: 91, at: (index) => day(index) === 1 && month(index) % 3 === 0 },
    { size: 365, at: (index) => day(index) === 1 && month(index) === 0 }];
}

// What an axis prints at a tick: the part that changes, and what it changes within where that is new.
export function tickName(index, before, step, language) {
  const period = toPeriod(index, step);
  if (step === "year") return period;
  const old = before === undefined ? "" : toPeriod(before, step);
  const [, month, day] = parts(period);
  if (period.slice(0, 4) !== old.slice(0, 4)) return month === 1 && (step === "month" || day === 1) ? period.slice(0, 4) : nameOf(period, language, "short");
  if (step === "month" || period.slice(0, 7) !== old.slice(0, 7)) return withinYear(period, language);
  return String(day);
}

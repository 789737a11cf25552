// Days that are counted from another one: what begins with the day of a run is the same on every day.
const local = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Vienna' });
const number = date => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** So many days after it are counted; what lies further away is counted from something else. */
const most = 100;

/** A text in which each date of the weeks behind a day, in the time zone of the scenario, is the number of days since then; times of those days are left out. */
export function daysAfter(instant, text) {
    const first = number(local.format(Date.parse(instant)));
    return text.replace(/(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d{4}-\d{2}-\d{2})(?:T[\d:.]+Z|(?: \d{2}:\d{2}(?::\d{2})?)?)/g, (whole, date) => {
        const day = number(whole.endsWith('Z') ? local.format(Date.parse(whole)) : date) - first;
        return day >= 0 && day < most ? `day ${day}` : whole;
    });
}

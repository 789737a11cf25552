using System.Text;

namespace Surety.Benchmarks.AgreementFiles;

/// <summary>Agreements of 160 lines, no two alike; one in fifty has a key that does not exist.</summary>
static class AgreementText
{
    public const int Lines = 160;

    public static bool IsWrong(int number) => number % 50 == 49;

    public static string Of(int number)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line("surety: 1");
        Line($"agreement: customer-{number:D5}");
        Line($"title: Hosting and support for customer {number}");
        Line("version: 1");
        Line("effective: 2026-01-01");
        Line("parties:");
        Line("  provider:");
        Line("    name: Northwind Services Ltd");
        Line("    contacts:");
        Line("      service manager: sm@northwind.example");
        Line("      director: dir@northwind.example");
        Line("  customer:");
        Line($"    name: Customer {number} GmbH");
        Line($"    tier: {(number % 3 == 0 ? "gold" : "silver")}");
        Line("    contacts:");
        Line($"      it lead: it@customer{number}.example");
        Line("term:");
        Line("  from: 2026-01-01");
        Line("  to: 2027-12-31");
        Line("  time zone: Europe/Berlin");
        Line("scope:");
        Line("  calendars:");
        Line("    support hours:");
        Line("      open:");
        Line("        mon-thu: 08:00-12:00 and 13:00-18:00");
        Line("        fri: 08:00-14:00");
        Line("      closed:");
        for (var day = 1; day <= 8; day++) Line($"        - 2026-{day:D2}-{1 + ((number + day) % 28):D2}");
        Line("  services:");
        for (var i = 1; i <= 4; i++)
        {
            Line($"    service {i}:");
            Line($"      fee: EUR {1000 + ((number * i) % 900)}.00 per month");
        }
        Line("  exclusions:");
        Line("    planned maintenance:");
        Line("      announced: 2 business days before");
        Line($"      at most: {4 + (number % 5)} hours per month");
        Line("      calendar: support hours");
        Line("metrics:");
        for (var i = 1; i <= 4; i++)
        {
            Line($"  uptime {i}:");
            Line("    measures: availability");
            Line($"    of: service {i}");
            Line("    observed by: samples");
            Line("    every: 1 min");
            Line("    leaves out: planned maintenance");
        }
        for (var i = 1; i <= 2; i++)
        {
            Line($"  {(i == 1 ? "first response" : "resolution")}:");
            Line("    measures: time");
            Line("    from: opened");
            Line($"    to: {(i == 1 ? "first reply by provider" : "resolved")}");
            Line("    clock: support hours");
        }
        Line("service levels:");
        for (var i = 1; i <= 4; i++)
        {
            // What a person would get wrong: one key, in one file of fifty.
            Line($"  availability {i}:  # as offered");
            Line($"    {(i == 2 && IsWrong(number) ? "mteric" : "metric")}: uptime {i}");
            Line("    per: month");
            Line($"    target: at least 99.{(number + i) % 10} %");
        }
        for (var i = 1; i <= 2; i++)
        {
            Line($"  {(i == 1 ? "response" : "repair")}:");
            Line($"    metric: {(i == 1 ? "first response" : "resolution")}");
            Line("    per: month");
            Line("    target:");
            Line($"      priority P1: 95 % within {15 + (number % 30)} min");
            Line("      priority P2: 90 % within 4 h");
            Line("      otherwise: 90 % within 2 business days");
        }
        Line("reporting:");
        Line("  service report:");
        Line("    every: month");
        Line("    due: 5th business day after");
        Line("    to: service manager");
        Line("escalation:");
        Line("  ladders:");
        Line("    urgent response:");
        Line("      of: response, priority P1");
        Line("      steps:");
        Line("        - at 50 % of the time: tell service manager");
        Line("        - at the miss: tell director by mail");
        Line("        - every 2 h until acknowledged: tell director");
        Line("  credits:");
        for (var i = 1; i <= 4; i++)
        {
            Line($"    availability {i}:");
            Line($"      of: the fee of service {i}");
            Line("      bands:");
            Line($"        - from 98.0 % to below 99.{(number + i) % 10} %: 10 %");
            Line("        - below 98.0 %: 25 %");
        }
        Line("  cap: 25 % of all fees of the month");
        Line("  settlement: automatic, next invoice");
        Line("  rights:");
        Line("    termination:");
        Line("      when: availability 1 missed in 3 consecutive months");
        Line("      exercised within: 60 days");
        Line("  other terms:");
        Line("    - |");
        Line("      These credits are the sole remedy for a missed service level.");
        for (var missing = Lines - text.ToString().Count(c => c == '\n'); missing > 0; missing--) Line("      They are set off against the next invoice, and nothing else is owed.");
        return text.ToString();
    }
}

using NodaTime;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Whether a credit is granted: payments as they stand when its window ends or stood before, those for its own time as they stand by now, plan and age as they are when it begins.</summary>
/// <remarks>Source: docs/guide/language.md, "only if".</remarks>
static class Eligible
{
    /// <summary>Why a credit is not granted.</summary>
    /// <param name="Sentence">Without its stop.</param>
    /// <param name="Why">The condition.</param>
    /// <param name="IsForOthers">Whether it is a credit of another plan, tier or kind of member, which this customer or member never had.</param>
    public readonly record struct Withholding(string Sentence, Reason Why, bool IsForOthers = false);

    /// <summary>Finds the first condition that does not hold, those of plan and attributes before all others; <c>null</c>: all hold.</summary>
    public static Withholding? WithheldBecause(Remedy remedy, LevelResult result, VersionInFacts version, LocalDate since, FactSet facts)
    {
        // What was never theirs is not taken away by anything else.
        foreach (var condition in remedy.OnlyIf.OrderBy(c => c is not Eligibility.Is))
            if (Failing(condition, result, version, since, facts) is { } failing)
                return new(failing.Sentence, new(failing.Sentence, new Figure.Words($"not {condition.Words}"), Follows.Rule, [], condition.Clause, failing.Facts), condition is Eligibility.Is);
        return null;
    }

    /// <summary>Whether a credit is not this customer's, or this member's, whatever the window comes to: by plan, attributes or age, which are known when it begins.</summary>
    public static bool IsForOthers(Remedy remedy, LevelResult result, VersionInFacts version, LocalDate since, FactSet facts) =>
        remedy.OnlyIf.Any(c => c is Eligibility.Is or Eligibility.OldEnough or Eligibility.MemberOldEnough && Failing(c, result, version, since, facts) is not null);

    static (string Sentence, FactCitation? Facts)? Failing(Eligibility condition, LevelResult result, VersionInFacts version, LocalDate since, FactSet facts)
    {
        var (agreement, window) = (version.Agreement, result.Window.Time);
        Instant? After(Span span, Instant from) => span.After(from, span is Span.Elapsed ? agreement.AroundTheClock : agreement.Scope.BusinessDays, agreement.Zone);
        switch (condition)
        {
            case Eligibility.Missed:
                return result.Verdict == Verdict.Missed ? null : ("the level is met", null);
            case Eligibility.PaidUp:
                return Overdue(facts, window.End, _ => true, agreement.Zone);
            case Eligibility.PaidUpFor { Of: var period }:
                return Unpaid(facts, period is null ? result.Window : period.At(window.End - Duration.Epsilon, agreement.Zone), agreement.Zone);
            case Eligibility.NotOverdueBy no:
                return Overdue(facts, window.End, from => After(no.By, from) is { } reached && reached <= window.End, agreement.Zone);
            case Eligibility.NotOverdueIn no:
                return OverdueIn(facts, CyclesUpTo(window.End, no.Cycles, agreement), agreement.Zone);
            case Eligibility.OldEnough old:
                var start = LocalTimes.StartOf(since, agreement.Zone);
                return After(old.Age, start) is { } enough && enough <= window.Start ? null
                    : ($"the agreement held since {Display.Iso(since)} and is not {condition.Words} when the window begins", null);
            case Eligibility.MemberOldEnough old:
                // Whoever gave no first day was there from the beginning.
                var came = version.CameBefore(result.Level, result.Scope, window.End) is { } first ? Instant.Max(first, LocalTimes.StartOf(since, agreement.Zone)) : LocalTimes.StartOf(since, agreement.Zone);
                return After(old.Age, came) is { } grown && grown <= window.Start ? null
                    : ($"{result.Scope["member"]} is there since {Display.Iso(came.InZone(agreement.Zone).Date)} and is not {old.Words["member ".Length..]} when the window begins", null);
            case Eligibility.Is of:
                foreach (var wanted in of.When.Items)
                    if (version.ValueOf(result.Level, result.Scope, wanted.Name) is var value && value != wanted.Value)
                        return ($"{wanted.Name} is {value ?? "not stated"}, and the credit is for {wanted.Value}", null);
                return null;
        }
        throw new ArgumentException("A condition is about the verdict, payments, age or plan.", nameof(condition));
    }

    /// <summary>The first invoice for some time that is not paid by now, or that there is none for it.</summary>
    static (string, FactCitation?)? Unpaid(FactSet facts, Window period, DateTimeZone zone)
    {
        var invoices = facts.Charges.Where(c => c is { Kind: not ChargeKind.OneTime, Invoice: not null, Until: { } until } && c.From.In(zone) < period.Time.End && until.In(zone) > period.Time.Start).GroupBy(c => c.Invoice!).OrderBy(g => g.Min(c => c.From.In(zone))).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (invoices.Count == 0) return ($"no invoice for {Display.Window(period)} is among the facts", null);
        foreach (var invoice in invoices)
            if (facts.Payments.LastOrDefault(p => p.Invoice == invoice.Key) is var last && last is not { IsPaid: true })
                return ($"invoice {invoice.Key} for {Display.Window(period)} is not paid", FactCitation.Of(last is null ? [invoice.First().At] : [last.At]));
        return null;
    }

    /// <summary>So many billing cycles, of which the last is the one in which a window ends, up to that end.</summary>
    static Interval CyclesUpTo(Instant end, int cycles, Agreements.Agreement agreement)
    {
        var cycle = new WindowRule.Months(1, 1, agreement.Term.BillingDay).At(end - Duration.Epsilon, agreement.Zone);
        for (var i = 1; i < cycles; i++) cycle = cycle.Previous(agreement.Zone);
        return new(cycle.Time.Start, end);
    }

    /// <summary>The first invoice that was overdue in some time, if it was paid since or not.</summary>
    static (string, FactCitation?)? OverdueIn(FactSet facts, Interval time, DateTimeZone zone)
    {
        var found = facts.Payments.GroupBy(p => p.Invoice).SelectMany(invoice => invoice.Where(p => !p.IsPaid && p.When < time.End)
            .Select(overdue => (Since: overdue, Paid: invoice.Where(p => p.IsPaid && p.When > overdue.When).Select(p => (Instant?)p.When).Min())))
            .Where(o => o.Paid is not { } paid || paid > time.Start).OrderBy(o => o.Since.When).Select(o => ((InvoicePayment Since, Instant? Paid)?)o).FirstOrDefault();
        return found is not ({ } since, var until) ? null
            : ($"invoice {since.Invoice} was overdue from {Display.Iso(since.When.InZone(zone).Date)}{(until is { } paid && paid < time.End ? $" to {Display.Iso(paid.InZone(zone).Date)}" : " on")}", FactCitation.Of([since.At]));
    }

    /// <summary>The invoice that is overdue for the longest time, of those for which it is too long.</summary>
    static (string, FactCitation?)? Overdue(FactSet facts, Instant at, Func<Instant, bool> isTooLong, DateTimeZone zone)
    {
        InvoicePayment? worst = null;
        foreach (var invoice in facts.Payments.Where(p => p.When <= at).GroupBy(p => p.Invoice))
        {
            // Said again, it is overdue since it was said first after it was paid last.
            var since = invoice.Reverse().TakeWhile(p => !p.IsPaid).LastOrDefault();
            if (since is not null && isTooLong(since.When) && (worst is null || since.When < worst.When)) worst = since;
        }
        return worst is null ? null : ($"invoice {worst.Invoice} is overdue since {Display.Iso(worst.When.InZone(zone).Date)}", FactCitation.Of([worst.At]));
    }
}

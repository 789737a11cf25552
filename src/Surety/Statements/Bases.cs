using NodaTime;
using Surety.Calendars;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What percentages of credits and caps are of, verdict by verdict: fees of the agreement, or what was billed. Sums are worked out once.</summary>
/// <param name="version">The version of the agreement.</param>
/// <param name="fees">Its fees.</param>
/// <param name="term">Outside it nothing is paid.</param>
/// <param name="facts">What was billed and used.</param>
sealed class Bases(VersionInFacts version, Charges fees, TermTime term, FactSet facts)
{
    readonly DateTimeZone zone = version.Agreement.Zone;
    readonly BilledLines lines = new(facts, version.Agreement.Zone);
    readonly Dictionary<(BaseOf Of, BilledAs As, BasePeriod Period, string? Subject, Interval Time), Charge> known = [];

    readonly record struct Stretch(LocalDate From, LocalDate Until, Interval Time);

    /// <inheritdoc cref="VersionInFacts.ChargeOf"/>
    public Charge Of(CreditBase of, string level, Labels scope, Window window, WindowRule? per, LevelResult? result)
    {
        // What is not worked out by the days of the part is that of the whole window, by its days.
        if (window.Whole is { } split && !IsByTime(of)) return Of(of, level, scope, split, per, result) is Charge.Of ofWhole ? ByDays(ofWhole, of, window) : Of(of, level, scope, split, per, result);
        if (of.Of is BaseOf.Stated stated)
            return Divided(of, new Charge.Of(stated.Value.Amount, stated.Value.Currency, new(of.Words, new Figure.Amount(stated.Value.Amount, stated.Value.Currency), Follows.Given)), default, window, result);
        if (of.Of is BaseOf.Billed { For: { Subject: BilledSubject.OfTickets } tickets }) return OfTickets(tickets, level, scope, result);
        var time = StretchOf(of.Period, window, per);
        var subject = SubjectOf(of.Of, level, scope);
        var key = (of.Of, of.As, of.Period, subject, time.Time);
        if (!known.TryGetValue(key, out var charge)) known[key] = charge = Whole(of, level, scope, subject, time);
        return charge is Charge.Of whole ? Divided(of, whole, time, window, result) : charge;
    }

    /// <summary>Whether what a base comes to for a part of a window is that part's already.</summary>
    static bool IsByTime(CreditBase of) => of is { Of: BaseOf.Billed { For.Subject: BilledSubject.OfTickets } } or { Period: BasePeriod.OfWindow or BasePeriod.BadTime, IsMonthlyAverage: false, IsOfOneDay: false, Of: not BaseOf.Stated };

    static Charge.Of ByDays(Charge.Of whole, CreditBase of, Window part)
    {
        var amount = whole.Amount * part.ShareOfDays;
        return new(amount, whole.Currency, new($"{of.Words}, for a part of the window", new Figure.Amount(amount, whole.Currency), Follows.Product, [whole.Why, SplitWindows.ShareOfDays(part)]));
    }

    /// <inheritdoc cref="VersionInFacts.SubjectOf"/>
    public string? SubjectOf(BaseOf of, string level, Labels scope) => of switch
    {
        BaseOf.FeeOfAffected or BaseOf.Unwritten => version.AffectedService(level, scope),
        BaseOf.FeeOfMember => scope["member"],
        BaseOf.Billed billed => SubjectOf(billed.For, level, scope),
        BaseOf.Used used => SubjectOf(used.For, level, scope),
        BaseOf.FeeOf => null,
        BaseOf.AllFees => null,
        BaseOf.Stated => null,
    };

    string? SubjectOf(BilledFor billed, string level, Labels scope) =>
        billed.Same.Count > 0 || billed.Subject is BilledSubject.Affected or BilledSubject.OfMember ? FilterOf(billed, level, scope).Filter?.ToString() : null;

    Charge Whole(CreditBase of, string level, Labels scope, string? subject, Stretch time) => of.Of switch
    {
        BaseOf.FeeOf { Part: { } part } fee => fees.OfPart(fee.Service, part, time.From, time.Until),
        BaseOf.FeeOf fee => fees.OfService(fee.Service, time.From, time.Until),
        BaseOf.FeeOfAffected => subject is null ? NoService(level) : fees.OfService(subject, time.From, time.Until),
        BaseOf.FeeOfMember => subject is null || version.GroupOf(level) is not { } group ? NoMember(level) : fees.OfMember(group, subject, time.From, time.Until),
        BaseOf.AllFees => fees.All(time.From, time.Until),
        BaseOf.Stated stated => new Charge.NotStated($"{stated.Value} is no fee."),
        BaseOf.Unwritten => subject is null ? NoService(level)
            : fees.OfService(subject, time.From, time.Until) is not Charge.NotStated and var stated ? stated
            : Billed(of, null, new(new BilledSubject.OfService(subject, null), []), level, scope, time),
        BaseOf.Billed billed => Billed(of, billed.Kind, billed.For, level, scope, time),
        BaseOf.Used used => FilterOf(used.For, level, scope) switch
        {
            (var words, { } filter) => InTerm(time.Time) is { } inTerm ? lines.Usage($"{used.Unit} used{words}", used.Price, used.Unit, filter, inTerm, of.As.InFull == true) : OutsideTerm,
            (var sentence, null) => new Charge.NotStated(sentence),
        },
    };

    static Charge.NotStated OutsideTerm { get; } = new("The period of the base lies outside the term.");

    static Charge.NotStated NoService(string level) => new($"No clause says which service '{level}' is about.");

    static Charge.NotStated NoMember(string level) => new($"'{level}' is not measured for each member.");

    Charge Billed(CreditBase of, ChargeKindWanted? kind, BilledFor billed, string level, Labels scope, Stretch time)
    {
        if (FilterOf(billed, level, scope) is not (var words, { } filter)) return new Charge.NotStated(FilterOf(billed, level, scope).Words);
        List<ChargeKind> kinds = kind is { } one ? [Named(one).Kind] : [ChargeKind.Recurring, ChargeKind.Usage];
        if (of.As.OneTime == true) kinds.Add(ChargeKind.OneTime);
        if (of.As.Gross == true) kinds.Add(ChargeKind.Tax);
        var what = (kind is { } named ? Named(named).Words : "charges") + words;
        if (of.Period is BasePeriod.Invoice) return lines.OfInvoice(what, filter, kinds, time.Time.End);
        return InTerm(time.Time) is { } inTerm ? lines.Charges(what, filter, kinds, inTerm, of.As.InFull == true) : OutsideTerm;
    }

    static (ChargeKind Kind, string Words) Named(ChargeKindWanted kind) => kind switch
    {
        ChargeKindWanted.Recurring => (ChargeKind.Recurring, "recurring charges"),
        ChargeKindWanted.Usage => (ChargeKind.Usage, "usage charges"),
        ChargeKindWanted.OneTime => (ChargeKind.OneTime, "one-time charges"),
    };

    Charge OfTickets(BilledFor billed, string level, Labels scope, LevelResult? result)
    {
        if (FilterOf(billed, level, scope) is not (_, { } filter)) return new Charge.NotStated(FilterOf(billed, level, scope).Words);
        if (result is null || result.MissCount > result.Misses.Count && result.Misses.Count > 0) return new Charge.NotStated($"More than {result?.Misses.Count ?? 0} tickets were missed, and what each was charged is not added up for so many.");
        return lines.OfTickets(result.Misses.Select(m => m.What).Distinct().Order(StringComparer.Ordinal).ToList(), filter);
    }

    /// <summary>The lines that a base reads, and its words behind "charges"; without a filter, why there is none.</summary>
    (string Words, BilledLines.Filter? Filter) FilterOf(BilledFor billed, string level, Labels scope)
    {
        var tests = new List<LabelTest>();
        switch (billed.Subject)
        {
            case BilledSubject.OfService of:
                tests.Add(new("service", [of.Service]));
                if (of.Part is { } part) tests.Add(new("part", [part]));
                break;
            case BilledSubject.Affected:
                if (version.AffectedService(level, scope) is not { } service) return (NoService(level).Sentence, null);
                tests.Add(new("service", [service]));
                break;
            case BilledSubject.OfMember:
                if (scope["member"] is not { } member) return (NoMember(level).Sentence, null);
                tests.Add(new("member", [member]));
                break;
            case BilledSubject.Everything or BilledSubject.OfTickets: break;
        }
        foreach (var label in billed.Same)
        {
            if (version.ValueInScope(level, scope, label) is not { } value || value == "otherwise") return ($"The verdict of '{level}' is not about one {label}.", null);
            tests.Add(new(label, [value]));
        }
        var filter = new BilledLines.Filter([.. tests, .. billed.In]);
        return (filter.Tests.Count == 0 ? "" : $" for {filter}", filter);
    }

    /// <summary>A stretch as far as it lies in the term; <c>null</c>: it does not.</summary>
    Interval? InTerm(Interval time)
    {
        var start = Instant.Max(time.Start, LocalTimes.StartOf(term.Term.From, zone));
        var end = term.LastDay is { } last ? Instant.Min(time.End, LocalTimes.StartOf(last.PlusDays(1), zone)) : time.End;
        return start < end ? new(start, end) : null;
    }

    Stretch StretchOf(BasePeriod period, Window window, WindowRule? per)
    {
        if (period is not BasePeriod.Calendar calendar)
            return per?.EndingWith(window.Until.PlusDays(-1), zone) is { } cap ? new(cap.From, cap.Until, cap.Time) : new(window.From, window.Until, window.Time);
        var first = calendar.Per.At(window.Until.PlusDays(-1), zone);
        for (var i = 0; i < Math.Abs(calendar.First); i++) first = calendar.First < 0 ? first.Previous(zone) : first.Next(zone);
        var last = first;
        for (var i = 1; i < calendar.Count; i++) last = last.Next(zone);
        return new(first.From, last.Until, new(first.Time.Start, last.Time.End));
    }

    /// <summary>The average month, the part of a divisor, the share of the bad time.</summary>
    Charge Divided(CreditBase of, Charge.Of whole, Stretch time, Window window, LevelResult? result)
    {
        var charge = whole;
        if (of.IsMonthlyAverage)
        {
            var months = Months(time).Count();
            if (months == 0) return new Charge.NotStated("No month of the average lies within the term.");
            charge = Over(charge, "average month", new("months of the period within the term", new Figure.Count(months), Follows.Given));
        }
        if (of.IsOfOneDay)
        {
            // The amount is that of the days that are paid, so a day of it is one of those.
            if (DaysPaid(time) is not (> 0 and var days)) return new Charge.NotStated("No day of the period lies within the term.");
            charge = Over(charge, "one day of the period", new(days == NodaTime.Period.DaysBetween(time.From, time.Until) ? "days of the period" : "days of the period within the term", new Figure.Count(days), Follows.Given));
        }
        if (of.DividedBy > 1) charge = Over(charge, $"divided by {of.DividedBy}", new("divided by", new Figure.Count(of.DividedBy), Follows.Given));
        if (of.Share != Rational.One)
        {
            var counted = of.Share * charge.Amount;
            var before = charge;
            charge = new(counted, charge.Currency, new($"the part that counts: {of.Words}", new Figure.Amount(counted, charge.Currency), Follows.Product, [new("the share", new Figure.Share(of.Share), Follows.Given), before.Why]));
        }
        if (of.Period is not BasePeriod.BadTime) return charge;
        if (result?.BadTime is not { } bad) return new Charge.NotStated("There is no bad time.");
        var (part, all) = (new Reason("bad time", new Figure.Time(Ticks(bad)), Follows.Given, [], result.Clause), new Reason("the window", new Figure.Time(Ticks(window.Time.Duration)), Follows.Given));
        var share = new Reason("share of the window that was bad", new Figure.Share(part.Value.Exact!.Value / all.Value.Exact!.Value), Follows.Quotient, [part, all]);
        var amount = charge.Amount * share.Value.Exact!.Value;
        return new Charge.Of(amount, charge.Currency, new("what the bad time cost", new Figure.Amount(amount, charge.Currency), Follows.Product, [charge.Why, share]));
    }

    static Charge.Of Over(Charge.Of charge, string sentence, Reason divisor)
    {
        var amount = charge.Amount / divisor.Value.Exact!.Value;
        return new(amount, charge.Currency, new(sentence, new Figure.Amount(amount, charge.Currency), Follows.Quotient, [charge.Why, divisor]));
    }

    int DaysPaid(Stretch time)
    {
        var first = LocalDate.Max(time.From, term.Term.From);
        var next = term.LastDay is { } last ? LocalDate.Min(time.Until, last.PlusDays(1)) : time.Until;
        return NodaTime.Period.DaysBetween(first, next);
    }

    IEnumerable<Window> Months(Stretch time)
    {
        for (var month = WindowRule.Month.At(time.From, zone); month.From < time.Until; month = month.Next(zone))
            if (month.Until > term.Term.From && !(month.From > term.LastDay)) yield return month;
    }

    static Rational Ticks(Duration duration) => (Rational)duration.ToInt64Nanoseconds() / NodaConstants.NanosecondsPerTick;
}

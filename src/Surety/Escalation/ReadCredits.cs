using Surety.Clocks;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads credits, their caps and how they are paid out.</summary>
internal static class ReadCredits
{
    public static IEnumerable<Remedy> Of(MappingReader escalation, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> levelNames, Declared declared)
    {
        foreach (var (key, value) in escalation.Optional("credits").Entries())
            if (Remedy(key, value.Mapping(), levels, metrics, levelNames, declared) is { } remedy) yield return remedy;
    }

    static Remedy? Remedy(
        Node.Scalar key, MappingReader credit, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> levelNames, Declared declared)
    {
        var name = Declared.NameOf(key, credit.Problems);
        var path = $"escalation / credits / {name}";
        credit.NotComputedYet("points", "weight", "weights", "pool", "at-risk pool", "earn back", "earn-back", "bonus", "repeat", "carried over", "expires", "days of term");
        var levelAt = credit.Optional("level");
        var of = levelAt.IsPresent ? levelAt.Phrase(p => ReadLevels.Scope(p, levelNames, declared))
            : Declared.Name(key, "a service level", levelNames, credit.Problems) is { } own ? new LevelScope(own, Labels.None) : null;
        var baseAt = credit.Optional("of");
        var creditBase = baseAt.IsPresent ? baseAt.Phrase(p => ReadBase.Of(p, declared)) : ReadBase.Default;
        var (bands, each) = (credit.Optional("bands"), credit.Optional("for each"));
        if (bands.IsPresent == each.IsPresent)
            credit.Problems.Error(key.At, "credit.schedule", bands.IsPresent ? "A credit has bands or a formula, not both." : "The credit does not say how much is credited.", "Write 'bands:' with rows like 'below 99.0 %: 25 %', or 'for each: …'.");
        Schedule? schedule = bands.IsPresent ? Bands(bands, path, declared) : each.Phrase(p => PerUnit(p, declared));
        var paidIf = credit.Optional("paid if").Phrase(p => PaidIf(p, declared));
        var onlyIf = credit.Optional("only if");
        var capAt = credit.Optional("cap");
        var cap = capAt.Phrase(p => Cap(p, declared, new($"{path} / cap", capAt.At)));
        var rounding = credit.Optional("rounding").Choice(("half up", Rounding.HalfUp), ("half even", Rounding.HalfEven), ("cut", Rounding.Down));
        var level = levels.FirstOrDefault(l => l.Name == of?.Level);
        var claim = Claim(credit.Optional("claim"), level is { Measured: Measured.ByMetric by } && metrics.Any(m => m.Name == by.Metric && m is Metric.TimeTaken), declared);
        if (of is null || creditBase is null || schedule is null) return null;
        var remedy = new Remedy(name, of, creditBase, schedule, paidIf, cap, rounding, claim, new(path, key.At)) { OnlyIf = ReadEligibility.Of(onlyIf, path, declared) };
        if (baseAt.IsPresent && creditBase is { Of: not BaseOf.Stated } && !IsShare(schedule))
            credit.Problems.Warning(baseAt.At, "credit.base-unused", "Every row gives a stated amount, so nothing is a share of this base.", "Remove the line, or write the awards as percentages.");
        CheckBase(remedy, baseAt.IsPresent ? baseAt.At : key.At, levels, metrics, credit.Problems);
        CheckCurrencies(remedy, key.At, credit.Problems);
        ScheduleLint.Check(remedy, level, metrics, key.At, credit.Problems, declared);
        return remedy;
    }

    /// <summary>Amounts of two currencies are never compared or added, so a limit in another one decides nothing.</summary>
    static void CheckCurrencies(Remedy remedy, Location at, Problems problems)
    {
        IEnumerable<Award?> awards = remedy.Schedule switch
        {
            Schedule.Bands bands => bands.Rows.Select(r => (Award?)r.Award),
            Schedule.PerUnit each => new[] { each.Award, each.AtMost },
        };
        var currencies = awards.OfType<Award.Fixed>().Select(a => a.Value.Currency)
            .Concat(new[] { (remedy.Base.Of as BaseOf.Stated)?.Value, (remedy.Base.Of as BaseOf.Used)?.Price, remedy.PaidIf?.Limit, remedy.Cap?.Amount }.OfType<Money>().Select(m => m.Currency))
            .Distinct().Select(c => c.Code).Order(StringComparer.Ordinal).ToList();
        if (currencies.Count > 1)
            problems.Warning(at, "credit.currencies", $"The credit has amounts in {string.Join(" and ", currencies)}, which are never compared or added.", "Write all of its amounts in one currency.");
    }

    /// <summary>A share of the affected service or member needs a level that is about one.</summary>
    static void CheckBase(Remedy remedy, Location at, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, Problems problems)
    {
        if (levels.FirstOrDefault(l => l.Name == remedy.Of.Level) is not { } level) return;
        var metric = level.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null;
        if (metric is null && level.Measured is Measured.ByMetric) return;
        var billed = (remedy.Base.Of as BaseOf.Billed)?.For ?? (remedy.Base.Of as BaseOf.Used)?.For;
        if ((remedy.Base.Of is BaseOf.FeeOfMember || billed?.Subject is BilledSubject.OfMember) && metric?.ForEach is not ForEach.MemberOf)
            problems.Error(at, "credit.no-member", $"{Quoted.Of(level.Name)} is not measured for each member of a group, so there is no member whose fee it could be.", "Name a service, or 'all fees'.");
        if (billed?.Subject is BilledSubject.OfTickets && metric is not Metric.TimeTaken)
            problems.Error(at, "credit.no-ticket", $"{Quoted.Of(level.Name)} does not measure how long tickets take, so there is no ticket that something could be charged for.", "Name a service, or 'all charges'.");
        if (remedy.Base.Period is BasePeriod.BadTime && metric is not Metric.Availability)
            problems.Error(at, "credit.no-bad-time", $"{Quoted.Of(level.Name)} does not measure availability, so there is no bad time.", "Write 'of the window'.");
        foreach (var label in billed?.Same ?? [])
            if (!HasScope(level, metric, label))
                problems.Error(at, "credit.no-such-scope", $"The verdicts of {Quoted.Of(level.Name)} are not told apart by {Quoted.Of(label)}, so no charge is in the same one.", $"Write the value, '{label} …', or measure 'for each: {label}'.");
        if (IsShare(remedy.Schedule) && remedy.Base.Of is BaseOf.FeeOfAffected or BaseOf.Unwritten or BaseOf.Billed { For.Subject: BilledSubject.Affected } && metric is { Reads.Service: null, ForEach: not ForEach.MemberOf })
            problems.Warning(at, "credit.no-service", $"The metric of {Quoted.Of(level.Name)} reads facts of every service, so nothing says whose fee the credit is a share of.", "Write 'of: the fee of …' in the credit, or 'of: …' in the metric.");
    }

    static bool HasScope(ServiceLevel level, Metric? metric, string label) =>
        metric?.ForEach is ForEach.ValueOfLabel each && each.Label == label || (metric?.ForEach is ForEach.MemberOf && label == "member") || level.Targets.Any(t => t.When[label] is not null);

    /// <summary>Reads the deadline of claims: a ticket is what levels of time are about, and the report is one only where there is no other.</summary>
    static DeadlineRule? Claim(ValueReader at, bool isOfTime, Declared declared)
    {
        var claim = at.Phrase(ReadDeadlines.Read);
        ReadDeadlines.Check(at, claim, declared.TermEnds, isOfTime ? [Anchor.Notice] : [Anchor.Notice, Anchor.Ticket]);
        if (claim is { From: Anchor.Report } && declared.Duties.Count != 1)
            at.Problems.Error(at.At, "claim.report", declared.Duties.Count == 0 ? "Chapter 4 has no report that claims could count from." : "Chapter 4 has several duties, so nobody knows which of them is the report.", "Count from 'the end of the month' or of another period.");
        return claim;
    }

    static bool IsShare(Schedule schedule) => schedule switch
    {
        Schedule.Bands bands => bands.Rows.Any(r => r.Award is Award.Share),
        Schedule.PerUnit perUnit => perUnit.Award is Award.Share || perUnit.AtMost is Award.Share,
    };

    static Schedule.Bands? Bands(ValueReader bands, string path, Declared declared)
    {
        var rows = new List<Band>();
        foreach (var item in bands.Items())
        {
            if (!item.IsMapping)
            {
                item.RefuseKind("a row like 'below 99.0 %: 25 %'");
                continue;
            }
            foreach (var (key, value) in item.Entries())
            {
                var range = PhraseReader.Whole(key, bands.Problems, p => Ranges.Range(p, declared));
                var award = value.Phrase(p => Award(p, declared));
                if (range is not null && award is not null) rows.Add(new(range, award, new($"{path} / bands / {key.Text}", key.At)));
            }
        }
        if (rows.Count == 0 && !bands.Problems.HasErrors) bands.Problems.Error(bands.At, "credit.no-rows", "The schedule has no rows.", "Write rows like '- below 99.0 %: 25 %'.");
        return rows.Count == 0 ? null : new(rows.ToValueList());
    }

    /// <summary>award = percentage | money | "none"</summary>
    static Award? Award(PhraseReader phrase, Declared declared)
    {
        if (phrase.TryWord("none")) return new Award.Nothing();
        return Ranges.TryAmount(phrase, declared) switch
        {
            Quantity.Percent percent => new Award.Share(percent.Value),
            Quantity.Amount money => new Award.Fixed(money.Value),
            _ => phrase.Refuse<Award>("a percentage, an amount of money or 'none'"),
        };
    }

    /// <summary>
    /// for each = ( "miss" | [ "full" | "started" ] amount ( "below the target" | "above the target" | "of downtime" ) ) "gives" award [ "," "at most" award ]
    /// </summary>
    static Schedule.PerUnit? PerUnit(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        var part = phrase.TryAny("full", "started") switch
        {
            "full" => UnitPart.Full,
            "started" => UnitPart.Started,
            _ => UnitPart.ProRata,
        };
        var (unit, of) = (Rational.One, UnitOf.Misses);
        if (!phrase.TryWord("miss"))
        {
            var at = phrase.At;
            if (Ranges.Amount(phrase, declared) is not { } amount) return null;
            if (Ranges.Value(amount) is not { } value || value.Value.Sign <= 0)
            {
                phrase.Error(at, "credit.unit", "A unit is a percentage, a number or a time above zero.", "Write 'started 0.1 % below the target gives 5 %'.");
                return null;
            }
            unit = value.Value;
            switch (phrase.TryAny("below the target", "above the target", "of downtime"))
            {
                case "below the target": of = UnitOf.Below; break;
                case "above the target": of = UnitOf.Above; break;
                case "of downtime" when value.Unit == Unit.Time: of = UnitOf.Downtime; break;
                case "of downtime":
                    phrase.Error(at, "credit.unit", "Downtime is counted in time.", "Write 'full 30 min of downtime gives EUR 50.00'.");
                    return null;
                default: return phrase.Refuse<Schedule.PerUnit>("'below the target', 'above the target' or 'of downtime'");
            }
        }
        if (!phrase.ExpectWord("gives") || Award(phrase, declared) is not { } award) return null;
        Award? most = null;
        if (phrase.TryMark(",") && (!phrase.ExpectWord("at most") || (most = Award(phrase, declared)) is null)) return null;
        return new(unit, of, part, award, most, $"for each {phrase.Since(start)}");
    }

    /// <summary>paid if = ( "above" | "at least" ) money</summary>
    static MoneyRange? PaidIf(PhraseReader phrase, Declared declared)
    {
        var words = phrase.TryAny("above", "at least");
        if (words is null) return phrase.Refuse<MoneyRange>("'above' or 'at least'");
        return Ranges.TryAmount(phrase, declared) is Quantity.Amount money ? new(money.Value, words == "at least") : phrase.Refuse<MoneyRange>("an amount of money");
    }

    public static ValueList<CreditCap> Caps(MappingReader escalation, Declared declared)
    {
        var value = escalation.Optional("cap");
        return value.Scalars().Select(s => PhraseReader.Whole(s, value.Problems, p => Cap(p, declared, new("escalation / cap", s.At)))).OfType<CreditCap>().ToValueList();
    }

    /// <summary>cap = ( percentage "of" base | money ) [ "per" ( "month" | "quarter" | "year" | "window" ) ]</summary>
    static CreditCap? Cap(PhraseReader phrase, Declared declared, Clause clause)
    {
        var start = phrase.Position;
        var amount = Ranges.TryAmount(phrase, declared);
        CreditBase? of = null;
        if (amount is Quantity.Percent)
        {
            if (!phrase.ExpectWord("of") || (of = CapBase(phrase, declared)) is null) return null;
        }
        else if (amount is not Quantity.Amount)
        {
            return phrase.Refuse<CreditCap>("a percentage of fees or an amount of money");
        }
        // What a cap of three months before is of does not say over which time credits add up: over a month, as the months go on.
        var per = (of?.Period as BasePeriod.Calendar)?.Per;
        if (phrase.TryWord("per"))
        {
            if (phrase.TryWord("window")) per = null;
            else if ((per = Windows.Plain(phrase)) is null) return null;
        }
        var words = phrase.Since(start);
        return new((amount as Quantity.Percent)?.Value, of, (amount as Quantity.Amount)?.Value, per, words, clause);
    }

    static CreditBase? CapBase(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        if (ReadBase.Of(phrase, declared) is not { } of) return null;
        if (of.Period is not (BasePeriod.BadTime or BasePeriod.Invoice) && of.Of is not BaseOf.Billed { For.Subject: BilledSubject.OfTickets }) return of;
        phrase.Error(at, "cap.base", "A cap is for all credits of a period, and this is of one incident, ticket or invoice.", "Name the charges of a window, month, quarter or year.");
        return null;
    }

    /// <summary>settlement = ( "automatic" | "claimed" ) [ "," ( "next invoice" | "second next invoice" ) ]</summary>
    public static Settlement Settlement(MappingReader escalation, IReadOnlyList<Metric> metrics, Declared declared)
    {
        var value = escalation.Optional("settlement");
        var claimAt = escalation.Optional("claim");
        var claim = Claim(claimAt, metrics.All(m => m is Metric.TimeTaken), declared);
        var isClaimed = false;
        var invoice = 1;
        value.Phrase(phrase =>
        {
            var how = phrase.TryAny("automatic", "claimed");
            if (how is null) return phrase.Refuse<string>("'automatic' or 'claimed'");
            isClaimed = how == "claimed";
            if (!phrase.TryMark(",")) return how;
            var when = phrase.TryAny("next invoice", "second next invoice");
            if (when is null) return phrase.Refuse<string>("'next invoice' or 'second next invoice'");
            invoice = when == "next invoice" ? 1 : 2;
            return how;
        });
        if (value.IsPresent && !isClaimed && claimAt.IsPresent)
            value.Problems.Warning(value.At, "settlement.claim", "Credits that are paid automatically need no claim, and a deadline for claims stands beside: the deadline holds.", "Write 'claimed, next invoice', or remove the line 'claim'.");
        if (isClaimed && !claimAt.IsPresent && !HasEachItsClaim(escalation.Optional("credits").Node))
            value.Problems.Warning(value.At, "settlement.no-deadline", "Credits must be claimed, and no deadline says until when.", "Add a line 'claim: within 30 days after the end of the month'.");
        return new(isClaimed || claimAt.IsPresent, invoice, claim, new("escalation / settlement", value.IsPresent ? value.At : claimAt.At));
    }

    static bool HasEachItsClaim(Node? credits) => credits is Node.Mapping { Entries: { Count: > 0 } all } && all.All(c => c.Value is Node.Mapping credit && credit.Find("claim") is not null);
}

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
        var siblings = escalation.Optional("credits").Mapping().Keys;
        foreach (var (key, value) in escalation.Optional("credits").Entries())
            if (Remedy(key, value.Mapping(), siblings, levels, metrics, levelNames, declared) is { } remedy) yield return remedy;
    }

    static Remedy? Remedy(
        Node.Scalar key, MappingReader credit, IReadOnlyList<string> siblings, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> levelNames, Declared declared)
    {
        var name = Declared.NameOf(key, credit.Problems);
        var path = $"escalation / credits / {name}";
        var poolAt = credit.Optional("points of");
        var pool = Pool(credit, poolAt, name, siblings, declared);
        var levelAt = credit.Optional("level");
        if (poolAt.IsPresent && levelAt.IsPresent) credit.Problems.Error(levelAt.At, "credit.pool-level", "A credit is for a level, or turns the points of other credits into money.", "Remove 'level' or 'points of'.");
        var of = pool is not null ? new LevelScope("", Labels.None) : levelAt.IsPresent ? levelAt.Phrase(p => ReadLevels.Scope(p, levelNames, declared))
            : Declared.Name(key, "a service level", levelNames, credit.Problems) is { } own ? new LevelScope(own, Labels.None) : null;
        var baseAt = credit.Optional("of");
        var creditBase = baseAt.IsPresent ? baseAt.Phrase(p => ReadBase.Of(p, declared)) : ReadBase.Default;
        var (bands, each, bonus) = (credit.Optional("bands"), credit.Optional("for each"), credit.Optional("bonus"));
        var (ofOutages, ofLateness) = (credit.Optional("bands of each outage"), credit.Optional("bands of lateness"));
        var written = new[] { bands, ofOutages, ofLateness, each, bonus }.Count(w => w.IsPresent);
        if (written != 1)
            credit.Problems.Error(key.At, "credit.schedule", written > 1 ? "A credit has bands, a formula or a bonus, one of them." : "The credit does not say how much is credited.", "Write 'bands:' with rows like 'below 99.0 %: 25 %', or 'for each: …'.");
        Schedule? schedule = bands.IsPresent ? ReadSchedules.Bands(bands, path, declared) : bonus.IsPresent ? ReadSchedules.Bands(bonus, path, declared)
            : ofOutages.IsPresent ? ReadSchedules.EachInBands(ofOutages, UnitOf.Outages, path, declared) : ofLateness.IsPresent ? ReadSchedules.EachInBands(ofLateness, UnitOf.Lateness, path, declared) : each.Phrase(p => ReadSchedules.PerUnit(p, declared));
        var paidIf = credit.Optional("paid if").Phrase(p => PaidIf(p, declared));
        var onlyIf = credit.Optional("only if");
        var capAt = credit.Optional("cap");
        var cap = capAt.Phrase(p => Cap(p, declared, new($"{path} / cap", capAt.At), null));
        if (cap is { IsCarriedOver: true }) credit.Problems.Error(capAt.At, "cap.carried-over", "A credit's own cap holds before the others are added, and what is over it is lost.", "Write the cap beside 'credits'.");
        var rounding = credit.Optional("rounding").Choice(("half up", Rounding.HalfUp), ("half even", Rounding.HalfEven), ("cut", Rounding.Down));
        var level = levels.FirstOrDefault(l => l.Name == of?.Level);
        var claimAt = credit.Optional("claim");
        var needsNoClaim = claimAt.Node is Node.Scalar { Text: "none" };
        var claim = needsNoClaim ? null : Claim(claimAt, level is { Measured: Measured.ByMetric by } && metrics.Any(m => m.Name == by.Metric && m is Metric.TimeTaken), declared);
        var evidence = Evidence(credit.Optional("evidence"), level is { Measured: Measured.ByMetric timed } && metrics.Any(m => m.Name == timed.Metric && m is Metric.TimeTaken), path, declared);
        var repeat = Repeat(credit.Optional("repeat"), path);
        var earnBack = EarnBack(credit.Optional("earn-back"), path, declared);
        var expiresAt = credit.Optional("expires");
        var expires = expiresAt.Phrase(ReadDeadlines.Read);
        ReadDeadlines.Check(expiresAt, expires, declared.TermEnds, [Anchor.Notice, Anchor.Ticket, Anchor.Report, Anchor.Miss, Anchor.Incident, Anchor.Awareness, Anchor.Claim]);
        if (of is null || creditBase is null || schedule is null) return null;
        var remedy = new Remedy(name, of, creditBase, schedule, paidIf, cap, rounding, claim, new(path, key.At))
        {
            OnlyIf = ReadEligibility.Of(onlyIf, path, declared),
            NeedsNoClaim = needsNoClaim,
            Evidence = evidence,
            Pool = pool,
            Repeat = repeat,
            EarnBack = earnBack,
            IsBonus = bonus.IsPresent,
            Expires = expires,
        };
        CheckKind(remedy, key.At, credit.Problems);
        if (baseAt.IsPresent && creditBase is { Of: not BaseOf.Stated } && !schedule.GivesShare)
            credit.Problems.Warning(baseAt.At, "credit.base-unused", "Every row gives a stated amount, so nothing is a share of this base.", "Remove the line, or write the awards as percentages.");
        CheckBase(remedy, baseAt.IsPresent ? baseAt.At : key.At, levels, metrics, declared, credit.Problems);
        if (baseAt.IsPresent && schedule.GivesShare) CheckFee(remedy.Base, baseAt.At, levels, metrics, remedy.Of.Level, declared, credit.Problems);
        CheckCurrencies(remedy, key.At, credit.Problems);
        ScheduleLint.Check(remedy, level, metrics, key.At, credit.Problems, declared);
        return remedy;
    }

    /// <summary>Amounts of two currencies are never compared or added, so a limit in another one decides nothing.</summary>
    static void CheckCurrencies(Remedy remedy, Location at, Problems problems)
    {
        var currencies = remedy.Schedule.Awards.OfType<Award.Fixed>().Select(a => a.Value.Currency)
            .Concat(new[] { (remedy.Base.Of as BaseOf.Stated)?.Value, (remedy.Base.Of as BaseOf.Used)?.Price, remedy.PaidIf?.Limit, remedy.Cap?.Amount }.OfType<Price>().Select(m => m.Currency))
            .Distinct().Select(c => c.Code).Order(StringComparer.Ordinal).ToList();
        if (currencies.Count > 1)
            problems.Warning(at, "credit.currencies", $"The credit has amounts in {string.Join(" and ", currencies)}, which are never compared or added.", "Write all of its amounts in one currency.");
    }

    /// <summary>A share of the affected service or member needs a level that is about one.</summary>
    static void CheckBase(Remedy remedy, Location at, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, Declared declared, Problems problems)
    {
        if (levels.FirstOrDefault(l => l.Name == remedy.Of.Level) is not { } level) return;
        var metric = level.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null;
        if (metric is null && level.Measured is Measured.ByMetric) return;
        var billed = (remedy.Base.Of as BaseOf.Billed)?.For ?? (remedy.Base.Of as BaseOf.Used)?.For;
        if ((remedy.Base.Of is BaseOf.FeeOfMember || billed?.Subject is BilledSubject.OfMember) && metric?.GroupOfEach is null)
            problems.Error(at, "credit.no-member", $"{Quoted.Of(level.Name)} is not measured for each member of a group, so there is no member whose fee it could be.", "Name a service, or 'all fees'.");
        if (remedy.OnlyIf.FirstOrDefault(c => c is Eligibility.MemberOldEnough) is { } age && metric?.GroupOfEach is null)
            problems.Error(age.Clause.At, "credit.no-member", $"{Quoted.Of(level.Name)} is not measured for each member of a group, so there is no member that could be so old.", "Write 'at least 6 months old', which is about the agreement.");
        if (billed?.Subject is BilledSubject.OfTickets && metric is not Metric.TimeTaken)
            problems.Error(at, "credit.no-ticket", $"{Quoted.Of(level.Name)} does not measure how long tickets take, so there is no ticket that something could be charged for.", "Name a service, or 'all charges'.");
        else if (billed?.Subject is BilledSubject.OfTickets && level.Targets.SelectMany(t => t.All).FirstOrDefault(t => t is Target.TimeIs or Target.NumberIs) is { } target)
            problems.Error(at, "credit.no-ticket", $"{Quoted.Of(LevelVerdict.Words(target))} in {Quoted.Of(level.Name)} is about all tickets together: none of them is missed, so there is none that something could be charged for.", "Promise a time to each, as in 'all within 4 h', or name a service.");
        if (remedy.Base.Period is BasePeriod.BadTime && metric is not Metric.Availability or Metric.Availability { Weights: Weights.ByAffected })
            problems.Error(at, "credit.no-bad-time", $"{Quoted.Of(level.Name)} does not measure availability, or a minute is bad for some and good for others, so there is no bad time.", "Write 'of the window'.");
        foreach (var label in billed?.Same ?? [])
            if (!HasScope(level, metric, label) && !(metric?.GroupOfEach is { } group && declared.Groups.TryGetValue(group, out var attributes) && attributes.Contains(label)))
                problems.Error(at, "credit.no-such-scope", $"The verdicts of {Quoted.Of(level.Name)} are not told apart by {Quoted.Of(label)}, so no charge is in the same one.", $"Write the value, '{label} …', or measure 'for each: {label}'.");
        if (remedy.Schedule.GivesShare && remedy.Base.Of is BaseOf.FeeOfAffected or BaseOf.Unwritten or BaseOf.Billed { For.Subject: BilledSubject.Affected } && metric is { Reads.Service: null, GroupOfEach: null } && declared.Services.Count != 1)
            problems.Warning(at, "credit.no-service", $"The metric of {Quoted.Of(level.Name)} reads facts of every service, so nothing says whose fee the credit is a share of.", "Write 'of: the fee of …' in the credit, or 'of: …' in the metric.");
    }

    /// <summary>A share of a fee that nobody stated is no amount.</summary>
    static void CheckFee(CreditBase of, Location at, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, string level, Declared declared, Problems problems)
    {
        var affected = levels.FirstOrDefault(l => l.Name == level)?.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric)?.Reads.Service : null;
        var (what, isPriced) = of.Of switch
        {
            BaseOf.FeeOf { Part: { } part } fee => ($"part {part} of {fee.Service}", declared.Priced.Contains($"{fee.Service}/{part}")),
            BaseOf.FeeOf fee => (fee.Service, declared.Priced.Contains(fee.Service)),
            BaseOf.FeeOfAffected => (affected ?? "", affected is null || declared.Priced.Contains(affected)),
            BaseOf.AllFees => ("any service", declared.Priced.Count > 0),
            BaseOf.FeeOfMember or BaseOf.Billed or BaseOf.Used or BaseOf.Stated or BaseOf.Unwritten => ("", true),
        };
        if (!isPriced)
            problems.Warning(at, "credit.no-fee", $"The agreement states no fee of {what}, so what the credit gives is a share of nothing that is known: its amount cannot be computed.", "Write 'fee: EUR 100.00 per month' at the service in chapter 1, or 'of: the charges for …' where invoice lines arrive as facts.");
    }

    static bool HasScope(ServiceLevel level, Metric? metric, string label) =>
        metric?.IsForEach(label) == true || level.Targets.Any(t => t.When[label] is not null);

    /// <summary>Reads the deadline of claims: a ticket is what levels of time are about, and the report is one only where there is no other.</summary>
    static DeadlineRule? Claim(ValueReader at, bool isOfTime, Declared declared)
    {
        var claim = at.Phrase(ReadDeadlines.Read);
        ReadDeadlines.Check(at, claim, declared.TermEnds, isOfTime ? [Anchor.Notice, Anchor.Claim] : [Anchor.Notice, Anchor.Claim, Anchor.Ticket]);
        CheckReport(at, claim, declared);
        return claim;
    }

    /// <summary>Reads until when the evidence is given that completes a claim.</summary>
    static EvidenceDue? Evidence(ValueReader at, bool isOfTime, string path, Declared declared)
    {
        var by = at.Phrase(ReadDeadlines.Read);
        if (by is { From: Anchor.Own })
            at.Problems.Error(at.At, "deadline.anchor", "The evidence may be counted from the claim or from what was missed, and this says neither.", "Write 'within 30 days after the claim' or '… after the end of the month'.");
        ReadDeadlines.Check(at, by, declared.TermEnds, isOfTime ? [Anchor.Notice] : [Anchor.Notice, Anchor.Ticket]);
        CheckReport(at, by, declared);
        return by is null ? null : new(by, new($"{path} / evidence", at.At));
    }

    static void CheckReport(ValueReader at, DeadlineRule? claim, Declared declared)
    {
        if (claim is { From: Anchor.Report } && declared.Duties.Count != 1)
            at.Problems.Error(at.At, "claim.report", declared.Duties.Count == 0 ? "Chapter 4 has no report that claims could count from." : "Chapter 4 has several duties, so nobody knows which of them is the report.", "Count from 'the end of the month' or of another period.");
    }

    sealed record Several(ValueList<string> Names);

    static Several? Credits(PhraseReader phrase, List<string> others)
    {
        var names = new List<string>();
        do
        {
            if (phrase.Name("a credit", others) is not { } name) return null;
            names.Add(name);
        }
        while (phrase.TryMark(","));
        return new(names.ToValueList());
    }

    /// <summary>points of = "all credits" | credit { "," credit }, beside "per"</summary>
    static PointsPool? Pool(MappingReader credit, ValueReader at, string name, IReadOnlyList<string> siblings, Declared declared)
    {
        var perAt = credit.Optional("per");
        var per = perAt.Phrase(p => Windows.Read(p, declared));
        if (!at.IsPresent)
        {
            if (perAt.IsPresent) credit.Problems.Error(perAt.At, "credit.per", "The window of a credit is that of its level.", "Remove the line, or write 'points of'.");
            return null;
        }
        var all = at.Scalars();
        var others = siblings.Where(s => s != name).ToList();
        ValueList<string> credits = all is [{ Text: "all credits" }] ? [] : at.IsList ? Declared.Names(at, "a credit", others) : at.Phrase<Several>(p => Credits(p, others))?.Names ?? [];
        return new(credits, per ?? WindowRule.Month);
    }

    /// <summary>repeat = "times" number "from the" ordinal "consecutive miss"</summary>
    static RepeatRule? Repeat(ValueReader at, string path) => at.Phrase(phrase =>
    {
        var start = phrase.Position;
        if (!phrase.ExpectWord("times")) return null;
        var numberAt = phrase.At;
        if (phrase.TryNumber() is not { } times) return phrase.Refuse<RepeatRule>("a number like '2'");
        if (times <= 1) phrase.Error(numberAt, "credit.repeat", "What is repeated gives more than the first miss, so the factor is above 1.", "Write 'times 2'.");
        if (!phrase.ExpectWord("from the")) return null;
        var ordinalAt = phrase.At;
        if (Amounts.TryOrdinal(phrase) is not { } from) return phrase.Refuse<RepeatRule>("a number like '2nd'");
        if (from < 2) phrase.Error(ordinalAt, "credit.repeat", "The first miss repeats nothing.", "Write 'from the 2nd consecutive miss'.");
        return phrase.ExpectWord("consecutive miss") ? new(times, from, phrase.Since(start), new($"{path} / repeat", at.At)) : null;
    });

    /// <summary>earn-back = "mean of the" window range</summary>
    static EarnBack? EarnBack(ValueReader at, string path, Declared declared) => at.Phrase(phrase =>
    {
        var start = phrase.Position;
        if (!phrase.ExpectWord("mean of the") || Windows.Read(phrase, declared) is not { } per || Ranges.Range(phrase, declared) is not { } range) return null;
        return new EarnBack(per, range, phrase.Since(start), new($"{path} / earn-back", at.At));
    });

    /// <summary>What cannot stand together, so that nothing is accepted and ignored.</summary>
    static void CheckKind(Remedy remedy, Location at, Problems problems)
    {
        var isOfPoints = remedy.Schedule is Schedule.PerUnit { Of: UnitOf.Points };
        var isInKind = remedy.Schedule.Awards.Any(a => a is Award.InKind);
        var (problem, mend) = remedy switch
        {
            { Pool: null } when isOfPoints => ("A level has no points to count.", "Write 'points of: all credits'."),
            { Pool: not null } when remedy.Schedule is Schedule.PerUnit or Schedule.EachInBands && !isOfPoints => ("This credit turns points into money, and its schedule counts something else.", "Write 'for each: point gives …'."),
            { Pool: not null, Repeat: not null } or { Pool: not null, EarnBack: not null } or { Pool: not null, IsBonus: true } => ("Points of other credits are neither repeated nor earned back here.", "Write it at the credits that give the points."),
            { Pool: not null } when remedy.Schedule.GivesShare && remedy.Base.Of is BaseOf.Unwritten or BaseOf.FeeOfAffected or BaseOf.FeeOfMember => ("Points are of no service or member, so nothing says what this is a share of.", "Write 'of: all charges of the month', or another fee."),
            { IsBonus: true, Repeat: not null } or { IsBonus: true, EarnBack: not null } => ("A bonus is for a figure that is better than promised, so there is no miss.", "Write it at the credit."),
            { IsBonus: true, Schedule: Schedule.Bands { Missed: not null } } => ("A bonus is for a figure that is better than promised, so there is no miss.", "Write it at the credit."),
            { EarnBack: not null } when isInKind => ("Only money is earned back.", "Write the awards as money or percentages."),
            { PaidIf: not null } when isInKind => ("Only money can be too small to be paid.", "Remove 'paid if'."),
            _ => (null, null),
        };
        if (problem is not null) problems.Error(at, "credit.kind", problem, mend);
    }

    /// <summary>paid if = ( "above" | "at least" ) money</summary>
    static MoneyRange? PaidIf(PhraseReader phrase, Declared declared)
    {
        var words = phrase.TryAny("above", "at least");
        if (words is null) return phrase.Refuse<MoneyRange>("'above' or 'at least'");
        return Ranges.TryAmount(phrase, declared) is Quantity.Amount money ? new(money.Value, words == "at least") : phrase.Refuse<MoneyRange>("an amount of money");
    }

    /// <summary>Reads what is at risk; bases name it.</summary>
    public static void AtRisk(MappingReader escalation, Declared declared)
    {
        var value = escalation.Optional("at risk");
        if (value.Phrase(p => CapBase(p, declared)) is not null) declared.Settle(value.Scalar());
    }

    public static ValueList<CreditCap> Caps(MappingReader escalation, Declared declared)
    {
        var value = escalation.Optional("cap");
        var credits = escalation.Optional("credits").Mapping().Keys;
        return value.Scalars().Select(s => PhraseReader.Whole(s, value.Problems, p => Cap(p, declared, new("escalation / cap", s.At), credits))).OfType<CreditCap>().ToValueList();
    }

    /// <summary>cap = ( percentage "of" base | money ) [ "per" ( "month" | "quarter" | "year" | "window" | "rolling" whole ( "months" | "days" ) ) ] [ "," "for" ( "all credits" | names ) ] [ "," "carried over" ]</summary>
    /// <param name="phrase">The clause.</param>
    /// <param name="declared">What it may name.</param>
    /// <param name="clause">Where it stands.</param>
    /// <param name="credits">Those of the chapter; <c>null</c>: it is a credit's own.</param>
    static CreditCap? Cap(PhraseReader phrase, Declared declared, Clause clause, IReadOnlyList<string>? credits)
    {
        var (start, at) = (phrase.Position, phrase.At);
        var amount = Ranges.TryAmount(phrase, declared);
        CreditBase? of = null;
        var share = Ranges.ShareOf(amount);
        if (share is not null)
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
            else if ((per = Windows.PlainOrRolling(phrase)) is null) return null;
        }
        var capFor = credits is not null && of is not null ? OfService(of.Of) : new CapFor.All();
        if (credits is not null && phrase.Peek().IsMark(",") && phrase.Peek(1).IsWord("for") && phrase.TryMark(",") && phrase.TryWord("for"))
        {
            if (phrase.TryWord("all credits")) capFor = new CapFor.All();
            else if (ReadOneOf.Names(phrase, credits, "carried") is { } names) capFor = new CapFor.Named(names);
            else return null;
        }
        var isCarriedOver = phrase.Peek().IsMark(",") && phrase.Peek(1).IsWord("carried") && phrase.TryMark(",") && phrase.TryWord("carried over");
        if (isCarriedOver && per is WindowRule.Rolling) phrase.Error(at, "cap.carried-over", "Periods that roll overlap, so that there is no next one to carry anything into.", "Write 'per quarter' or 'per year', or leave 'carried over' out.");
        var words = phrase.Since(start);
        return new(share, of, (amount as Quantity.Amount)?.Value, per, words, clause) { IsCarriedOver = isCarriedOver, For = capFor };
    }

    /// <summary>A share of what one service costs limits what is credited for that service.</summary>
    static CapFor OfService(BaseOf of) => of switch
    {
        BaseOf.FeeOf fee => new CapFor.OfService(fee.Service, fee.Part),
        BaseOf.Billed { For.Subject: BilledSubject.OfService billed } => new CapFor.OfService(billed.Service, billed.Part),
        BaseOf.Used { For.Subject: BilledSubject.OfService used } => new CapFor.OfService(used.Service, used.Part),
        _ => new CapFor.All(),
    };

    static CreditBase? CapBase(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        if (ReadBase.Of(phrase, declared) is not { } of) return null;
        if (of.Period is not (BasePeriod.BadTime or BasePeriod.Invoice) && of.Of is not BaseOf.Billed { For.Subject: BilledSubject.OfTickets }) return of;
        phrase.Error(at, "cap.base", "A cap is for all credits of a period, and this is of one incident, ticket or invoice.", "Name the charges of a window, month, quarter or year.");
        return null;
    }

    /// <summary>settlement = ( "automatic" | "claimed" ) [ "," ( "next invoice" | "second next invoice" ) ] [ "," ( "lapses" | "paid" ) "at the end of the term" ]</summary>
    public static Settlement Settlement(MappingReader escalation, IReadOnlyList<Metric> metrics, Declared declared)
    {
        var value = escalation.Optional("settlement");
        var claimAt = escalation.Optional("claim");
        var claim = Claim(claimAt, metrics.All(m => m is Metric.TimeTaken), declared);
        var isClaimed = false;
        var invoice = 1;
        bool? lapses = null;
        value.Phrase(phrase =>
        {
            var how = phrase.TryAny("automatic", "claimed");
            if (how is null) return phrase.Refuse<string>("'automatic' or 'claimed'");
            isClaimed = how == "claimed";
            if (!phrase.TryMark(",")) return how;
            var when = phrase.TryAny("next invoice", "second next invoice");
            if (when is not null)
            {
                invoice = when == "next invoice" ? 1 : 2;
                if (!phrase.TryMark(",")) return how;
            }
            var atEnd = phrase.TryAny("lapses at the end of the term", "paid at the end of the term");
            if (atEnd is null) return phrase.Refuse<string>(when is null ? "'next invoice', 'second next invoice', 'lapses at the end of the term' or 'paid at the end of the term'" : "'lapses at the end of the term' or 'paid at the end of the term'");
            lapses = atEnd.StartsWith("lapses", StringComparison.Ordinal);
            return how;
        });
        if (lapses is not null && !declared.TermEnds && !declared.EndsByNotice)
            value.Problems.Error(value.At, "settlement.no-end", "The term has no end, so nothing lapses or is paid then.", "Add a line 'to: …' or 'notice: …' to the term, or leave this out.");
        if (value.IsPresent && !isClaimed && claimAt.IsPresent)
            value.Problems.Warning(value.At, "settlement.claim", "Credits that are paid automatically need no claim, and a deadline for claims stands beside: the deadline holds.", "Write 'claimed, next invoice', or remove the line 'claim'.");
        if (isClaimed && !claimAt.IsPresent && !HasEachItsClaim(escalation.Optional("credits").Node))
            value.Problems.Warning(value.At, "settlement.no-deadline", "Credits must be claimed, and no deadline says until when.", "Add a line 'claim: within 30 days after the end of the month'.");
        var evidenceAt = escalation.Optional("evidence");
        var evidence = Evidence(evidenceAt, metrics.All(m => m is Metric.TimeTaken), "escalation", declared);
        if (!isClaimed && !claimAt.IsPresent) CheckEvidence(evidenceAt, escalation.Optional("credits").Node);
        return new(isClaimed || claimAt.IsPresent, invoice, claim, new("escalation / settlement", value.IsPresent ? value.At : claimAt.At)) { Evidence = evidence, LapsesWithTerm = lapses };
    }

    /// <summary>Where the chapter asks for no claims, evidence completes those of credits that have one of their own.</summary>
    static void CheckEvidence(ValueReader chapter, Node? credits)
    {
        var all = (credits as Node.Mapping)?.Entries.Select(c => c.Value).OfType<Node.Mapping>().ToList() ?? [];
        bool IsClaimed(Node.Mapping credit) => credit.Find("claim") is not (null or Node.Scalar { Text: "none" or "not stated" });
        var without = all.Where(c => !IsClaimed(c)).Select(c => c.Find("evidence")).Where(e => e is not (null or Node.Scalar { Text: "not stated" })).Select(e => e!.At).ToList();
        if (chapter.IsPresent && !all.Exists(IsClaimed)) without.Add(chapter.At);
        foreach (var at in without)
            chapter.Problems.Error(at, "claim.evidence", "Evidence completes a claim, and nothing here is claimed.", "Add a line 'claim: within 10 days after the incident'.");
    }

    static bool HasEachItsClaim(Node? credits) => credits is Node.Mapping { Entries: { Count: > 0 } all } && all.All(c => c.Value is Node.Mapping credit && credit.Find("claim") is not null);
}

using NodaTime;
using Surety.Agreements;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What the misses of a period cost.</summary>
/// <param name="Lines">Credits of windows that end in the period, in order of the windows' ends, then of levels, scopes and remedies.</param>
/// <param name="Caps">Caps of the chapter that cut something of these lines.</param>
/// <param name="Totals">One for each currency, in order of their codes: the lines less what the caps cut.</param>
/// <param name="Remarks">Misses without a row, rows that overlap, fees that cannot be added; each once.</param>
/// <remarks>
/// Credits of all windows since the beginning are gone through in order of the windows' ends; within one window, what is owed comes before what may still be claimed. So caps
/// of a quarter or a year know what earlier windows used up, and what may still be claimed holds its room until it is forfeited. Each line: exact amount, rounded once;
/// then the best of the window where only the best counts, by what each comes to under a cap of its own if it alone is given; then its own cap, which the line's reason shows; then the chapter's caps in the order written.
/// </remarks>
public sealed record Credits(ValueList<CreditLine> Lines, ValueList<CapReached> Caps, ValueList<Total> Totals, ValueList<Remark> Remarks)
{
    /// <summary>Works out the credits of a period.</summary>
    /// <param name="versions">The agreement.</param>
    /// <param name="all">Verdicts of all windows since the beginning, in any order; those without verdict, still open or only reported give nothing.</param>
    /// <param name="facts">Members and claims.</param>
    /// <param name="period">The statement's period.</param>
    /// <param name="asOf">Claims after it are not looked at.</param>
    public static Credits Of(Versions versions, IEnumerable<LevelResult> all, FactSet facts, Window period, Instant asOf)
    {
        var working = new Working(versions, facts, period, asOf);
        working.SettleAll(all);
        return working.Credits();
    }

    /// <summary>What caps leave for credits of a window that is not over, after all of windows that are.</summary>
    internal static CreditRoom RoomIn(Versions versions, IEnumerable<LevelResult> all, FactSet facts, Window window, Instant asOf)
    {
        var working = new Working(versions, facts, window, asOf);
        working.SettleAll(all);
        return new(working.Ledger);
    }

    /// <summary>What a cap took from one credit.</summary>
    /// <param name="From">The credit.</param>
    /// <param name="Cap">The cap.</param>
    /// <param name="Held">As it stands for the credit.</param>
    /// <param name="Was">What the credit came to before.</param>
    /// <param name="Amount">What is cut of it.</param>
    /// <param name="After">So many credits had taken something from the cap's period by then.</param>
    /// <param name="GoesOn">Whether it is carried over, and not lost.</param>
    sealed record Cut(CreditEntry From, CreditCap Cap, CapLedger.Held Held, decimal Was, decimal Amount, int After, bool GoesOn);

    sealed class Working(Versions versions, FactSet facts, Window period, Instant asOf)
    {
        readonly Dictionary<Agreement, VersionInFacts> known = new(ReferenceEqualityComparer.Instance);
        readonly CapLedger ledger = new();
        readonly List<CreditEntry> entries = [];
        readonly List<Cut> cuts = [];
        readonly List<(CreditCap Cap, CapLedger.Held Held)> lookedAt = [];
        readonly Dictionary<CapLedger.Account, (decimal Amount, int Credits)> before = [];
        readonly List<Remark> remarks = [];

        readonly List<(CreditEntry Entry, decimal Amount)> given = [];
        readonly CarriedOver carried = new();
        readonly LocalDate? lastDay = versions.TimeIn(facts).LastDay;

        public CapLedger Ledger => ledger;

        VersionInFacts Judging(LevelResult result)
        {
            return Judging(versions.Numbered(result.Version, result.Window.From));
        }

        VersionInFacts Judging(Agreement version)
        {
            if (!known.TryGetValue(version, out var found)) known[version] = found = new(version, facts);
            return found;
        }

        Action<Remark> RemarkOf(Window window) => remark =>
        {
            if (window.EndsIn(period) && !remarks.Contains(remark)) remarks.Add(remark);
        };

        /// <summary>Goes through all windows in order of their ends.</summary>
        public void SettleAll(IEnumerable<LevelResult> all)
        {
            var results = all as IReadOnlyCollection<LevelResult> ?? all.ToList();
            var found = Entries(results).ToList();
            foreach (var (pool, version, points) in Pools.Of(versions, found, Instant.Min(period.Time.End, asOf)).ToList())
                if (EntryOf(pool, points, Judging(version), 1) is { } entry) found.Add(entry);
            foreach (var window in found.OrderBy(e => e.Line.Window.Time.End).ThenBy(e => e.Line.Window.Time.Start).GroupBy(e => e.Line.Window.Time))
            {
                Release(window.Key.End);
                Settle(window.ToList());
            }
            Release(period.Time.End + Duration.Epsilon);
            entries.AddRange(EarnBacks.Of(versions, results, given, period, asOf, Judging));
        }

        IEnumerable<CreditEntry> Entries(IReadOnlyCollection<LevelResult> all)
        {
            bool IsLookedAt(LevelResult result)
            {
                foreach (var remedy in Judging(result).Agreement.Escalation.Credits.Span)
                    if (remedy.Of.Level == result.Level) return true;
                return false;
            }

            var judged = all.Where(r => r.Counts && r.Verdict is Verdict.Met or Verdict.Missed && r.Window.Time.End <= period.Time.End && (r.MeasuredBy.Count > 0 || IsLookedAt(r)))
                .OrderBy(r => r.Window.Time.End).ThenBy(r => r.Window.Time.Start)
                .ThenBy(r => Judging(r).Agreement.Levels.TakeWhile(l => l.Name != r.Level).Count()).ThenBy(r => r.Scope).ThenBy(r => r.Version);
            var inARow = new MissesInARow(all);
            foreach (var result in judged)
            {
                var version = Judging(result);
                foreach (var entry in ByIncident(result, version, inARow)) yield return entry;
                foreach (var remedy in version.Agreement.Escalation.Credits)
                {
                    if (!version.Takes(remedy.Of, result.Level, result.Scope) || (result.MeasuredBy.Count > 0 && IsOfOutages(remedy))) continue;
                    var missed = remedy.Repeat is null ? 1 : inARow.Until(result);
                    var isApart = Incidents.AreApart(remedy, version.Agreement);
                    if (isApart && OfIncidents(remedy, result, version, missed, Rational.Zero).Entries is { Count: > 0 } apart)
                        foreach (var one in apart) yield return one;
                    else if (!(isApart && remedy.Schedule is Schedule.EachInBands) && EntryOf(remedy, result, version, missed) is { } entry) yield return entry;
                }
            }
        }

        static bool IsOfOutages(Remedy remedy) => remedy.Schedule is Schedule.EachInBands { Of: UnitOf.Outages } || (remedy.Schedule is Schedule.PerUnit { Of: UnitOf.Outages } && Incidents.AreSums(remedy));

        /// <summary>Credits for single outages of a window that several versions measure: each by the version that measures it, or, where that has no such credit of the name, by the one that judges the window.</summary>
        IEnumerable<CreditEntry> ByIncident(LevelResult result, VersionInFacts judging, MissesInARow inARow)
        {
            var taken = new Dictionary<string, Rational>(StringComparer.Ordinal);
            foreach (var stretch in result.MeasuredBy)
            {
                var version = Judging(versions.Numbered(stretch.Version, stretch.Time.Start.InZone(judging.Agreement.Zone).Date));
                List<(Remedy Remedy, VersionInFacts Version)> own = [.. Outages(version).Select(r => (r, version))];
                foreach (var (remedy, by) in own.Concat(Outages(judging).Where(r => !own.Exists(o => o.Remedy.Name == r.Name)).Select(r => (r, judging))))
                {
                    var (entries, sum) = OfIncidents(remedy, result with { Misses = Within(result.Misses, stretch.Time), Outages = result.Outages is { } outages ? Within(outages, stretch.Time) : null }, by, remedy.Repeat is null ? 1 : inARow.Until(result), taken.GetValueOrDefault(remedy.Name));
                    taken[remedy.Name] = sum;
                    foreach (var entry in entries) yield return entry;
                }
            }

            IEnumerable<Remedy> Outages(VersionInFacts of) => of.Agreement.Escalation.Credits.Where(r => IsOfOutages(r) && of.Takes(r.Of, result.Level, result.Scope));

            static Metrics.Misses Within(Metrics.Misses all, Interval time) => new(() => all.All.Where(m => m.From < time.End && (m.Until ?? m.From) > time.Start || m.From == time.Start));
        }

        /// <summary>Each incident with a credit and a claim of its own, in the order in which they began; none where the credit is nothing, or its amount cannot be computed.</summary>
        (List<CreditEntry> Entries, Rational Taken) OfIncidents(Remedy remedy, LevelResult result, VersionInFacts version, int inARow, Rational taken)
        {
            var isByLength = remedy.Schedule is Schedule.EachInBands;
            var alone = remedy.Schedule is Schedule.PerUnit each ? remedy with { Schedule = each with { AtMost = null } } : remedy;
            var (limit, entries) = (CreditRow.LimitOf(remedy, result, version), new List<CreditEntry>());
            foreach (var (one, incident) in Incidents.Of(remedy, result, version, facts))
            {
                if (CreditRow.Of(alone, one, version, inARow, RemarkOf(result.Window)) is not { } row) continue;
                if (!isByLength && row.State is not (CreditState.Credited or CreditState.TooSmall or CreditState.NotYetKnown)) continue;
                if (limit is { } most) row = row.Within(most, taken);
                var entry = EntryOf(remedy, one, version, row, incident);
                // What is not granted, or was not claimed in time, leaves the limit to the others.
                if (entry.IsLive) taken += entry.Line.Amount.Amount;
                entries.Add(entry);
            }
            // Of many outages most are short: those that give nothing have no line of their own, unless nothing has one.
            return (isByLength && entries.FindAll(e => e.Line.State != CreditState.Nothing) is var given ? given.Count > 0 ? given : entries[..Math.Min(1, entries.Count)] : entries, taken);
        }

        CreditEntry? EntryOf(Remedy remedy, LevelResult result, VersionInFacts version, int inARow) =>
            CreditRow.Of(remedy, result, version, inARow, RemarkOf(result.Window)) is { } row ? EntryOf(remedy, result, version, row, null) : null;

        CreditEntry EntryOf(Remedy remedy, LevelResult result, VersionInFacts version, CreditRow row, Incident? incident)
        {
            var line = new CreditLine(remedy.Name, result.Level, result.Window, result.Scope, row.Words, row.State, row.Exact, Money.Zero(row.Currency), null, row.Clause, row.Derivation) { Rate = row.Rate, Rows = row.Rows, InKind = row.InKind, NotComputed = row.NotComputed, Incident = incident };
            var withheld = row.State is CreditState.Credited or CreditState.NotYetKnown ? Eligible.WithheldBecause(remedy, result, version, versions.All[0].Term.From, facts) ?? Lapsed(line, version, Claims.MadeOn(remedy, result, version, facts, asOf, incident)) : null;
            if (withheld is { } awaiting && row.State == CreditState.NotYetKnown) return new(Withheld(line, awaiting), remedy, result, version);
            if (row.State == CreditState.NotYetKnown) return new(Awaited(line, Claims.Of(remedy, result, version, facts, asOf, incident)), remedy, result, version);
            if (row.State is not (CreditState.Credited or CreditState.TooSmall)) return new(line, remedy, result, version);
            var amount = Money.Of(row.Exact, row.Currency, remedy.Rounding);
            var rounded = amount.Amount == row.Exact || row.InKind is not null ? row.Derivation
                : new(() => new($"rounded {Word(remedy.Rounding)} to the minor unit", new Figure.Amount(amount.Amount, row.Currency), Follows.Rule, [row.Derivation.Reason], remedy.Clause));
            line = line with { Amount = amount, Derivation = rounded };
            if (row.State == CreditState.TooSmall) return new(Zeroed(line, CreditState.TooSmall, "smaller than what is paid out"), remedy, result, version);
            if (withheld is { } why) return new(Withheld(line, why), remedy, result, version);
            line = WithExpiry(line, remedy, version);
            if (remedy.IsBonus) return new(Bonus(line), remedy, result, version);
            var (state, by, deadline, late) = Claims.Of(remedy, result, version, facts, asOf, incident);
            if (incident is null && state is CreditState.Forfeited or CreditState.Claimable && Claims.TooEarly(remedy, result, facts) is { } early)
                RemarkOf(result.Window)(new("claim.no-period", $"The claim of '{remedy.Name}' of {Display.Iso(early.When.InZone(version.Agreement.Zone).Date)} was made before {result.Window.Name} was over and names no period, so it is not for that window: give it the label period, '{result.Window.Name}'.", remedy.Clause, FactCitation.Of([early.At])));
            if (state == CreditState.Forfeited && Claims.Naming(remedy, result, version, facts, asOf, incident) is { } claim && by is { } last && claim.When >= last)
                RemarkOf(result.Window)(new("claim.late", $"The claim of '{remedy.Name}' for {(incident is null ? "" : $"{incident.Words}, ")}{result.Window.Name} was made on {Display.Moment(claim.When, version.Agreement.Zone)}, after the last moment to claim ({Display.Deadline(last, version.Agreement.Zone)}): it counts for nothing.", remedy.Clause, FactCitation.Of([claim.At])));
            line = line with { State = state, ClaimBy = by, ClaimDerivation = by is null ? null : deadline };
            return new(state == CreditState.Forfeited ? Zeroed(line, state, late, deadline) : line, remedy, result, version);
        }

        /// <summary>Why a credit is void, where the text says so of one whose invoice would come after the term; <c>null</c>: it is not.</summary>
        /// <param name="line">The credit.</param>
        /// <param name="version">Whose settlement it is.</param>
        /// <param name="claimed">When it was claimed; <c>null</c>: it was not, or needs no claim.</param>
        Eligible.Withholding? Lapsed(CreditLine line, VersionInFacts version, Instant? claimed)
        {
            var agreement = version.Agreement;
            if (agreement.Escalation.Settlement is not { LapsesWithTerm: true } settlement || line.InKind is not null || lastDay is not { } last) return null;
            var known = claimed is { } at ? Instant.Max(at + Duration.Epsilon, line.Window.Time.End) : line.Window.Time.End;
            var cycle = new WindowRule.Months(1, 1, agreement.Term.BillingDay).At(known - Duration.Epsilon, agreement.Zone);
            for (var i = 0; i < settlement.Invoice; i++) cycle = cycle.Next(agreement.Zone);
            if (cycle.From <= last) return null;
            var sentence = $"it lapsed with the term, which ends on {Display.Iso(last)}; its invoice would be that of {Display.Iso(cycle.From)}";
            return new(sentence, new(sentence, new Figure.Words("lapsed"), Follows.Rule, [], settlement.Clause));
        }

        static CreditLine WithExpiry(CreditLine line, Remedy remedy, VersionInFacts version) =>
            remedy.Expires is { } rule && Deadline.Of(rule, PeriodNames.DeadlineFrom(version.Agreement, line.Window.Time.End, true, line.Window.Time.End), remedy.Clause) is var expiry
                ? line with { Expires = expiry.At, ExpiresDerivation = expiry.Derivation } : line;

        /// <summary>What the customer pays: the same amount with the other sign.</summary>
        static CreditLine Bonus(CreditLine line) => line with
        {
            State = CreditState.Bonus,
            Exact = -line.Exact,
            Amount = line.Amount with { Amount = -line.Amount.Amount },
            Derivation = line.InKind is not null ? line.Derivation
                : new(() => new("a bonus, which the customer pays", AmountOf(line.Amount with { Amount = -line.Amount.Amount }), Follows.Difference, [new("nothing", AmountOf(Money.Zero(line.Amount.Currency)), Follows.Given), line.Why], line.Clause)),
        };

        /// <summary>A credit that is not granted, with what it had come to; one of another plan had come to nothing for this customer.</summary>
        static CreditLine Withheld(CreditLine line, Eligible.Withholding because) => because.IsForOthers
            ? Zeroed(line, CreditState.Withheld, $"does not apply: {because.Sentence}", because.Why) with { Withheld = because.Sentence, IsForOthers = true, Lost = line.Amount with { Amount = 0 }, LostDerivation = null }
            : Zeroed(line, CreditState.Withheld, $"not granted: {because.Sentence}", because.Why) with { Withheld = because.Sentence };

        /// <summary>A credit whose amount is not known yet can be claimed, and forfeited, all the same.</summary>
        static CreditLine Awaited(CreditLine line, ClaimState claim) =>
            claim.State == CreditState.Forfeited ? Zeroed(line with { ClaimBy = claim.By }, CreditState.Forfeited, claim.Late, claim.Why) : line with { ClaimBy = claim.By };

        /// <summary>Goes through the credits of one window.</summary>
        void Settle(List<CreditEntry> window)
        {
            var inWindow = new Dictionary<CapLedger.Account, decimal>();
            window = OnlyOne.Of(window, asOf, UnderOwnCaps, (e, why) => e with { Line = Zeroed(e.Line, CreditState.NotTheBest, why) }).ConvertAll(e => UnderOwnCap(e, inWindow));
            entries.AddRange(window);
            foreach (var entry in window.Where(e => e.IsLive))
                foreach (var account in OwnAccounts(entry)) ledger.Take(account, entry.Line.Amount.Amount, entry.Line);
            foreach (var entry in window.Where(e => e.IsLive).OrderBy(e => !e.IsOwed)) UnderCaps(entry);
        }

        /// <summary>What credits come to under the caps of their own where they alone are given.</summary>
        List<CreditEntry> UnderOwnCaps(IEnumerable<CreditEntry> alone)
        {
            var inWindow = new Dictionary<CapLedger.Account, decimal>();
            return alone.Select(e => UnderOwnCap(e, inWindow)).ToList();
        }

        /// <param name="entry">A credit.</param>
        /// <param name="inWindow">What other credits of the remedy take in this window: only those that survive combination count in later ones.</param>
        CreditEntry UnderOwnCap(CreditEntry entry, Dictionary<CapLedger.Account, decimal> inWindow)
        {
            var line = entry.Line;
            if (!entry.IsLive || entry.Remedy.Cap is not { } cap) return entry;
            if (CapLedger.LimitOf(cap, line.Remedy, line.Level, line.Scope, line.Window, line.Amount.Currency, entry.Version, RemarkOf(line.Window)) is not { } held) return entry;
            var room = Math.Max(0, held.Limit.Amount - ledger.Used(held.Account) - inWindow.GetValueOrDefault(held.Account));
            var amount = Math.Min(line.Amount.Amount, room);
            inWindow[held.Account] = inWindow.GetValueOrDefault(held.Account) + amount;
            var capped = line.Amount with { Amount = amount };
            return entry with { Line = line with { Amount = capped, Lost = line.Amount - capped, LostDerivation = new(() => OverCap(line, capped)), Derivation = new(() => UnderCap(line, capped, held, room, cap)) } };
        }

        static Reason OverCap(CreditLine line, Money capped) => new("over the credit's own cap", AmountOf(line.Amount - capped), Follows.Difference, [line.Why, new("no more than the credit's own cap", AmountOf(capped), Follows.Given)], line.Clause);

        static Reason UnderCap(CreditLine line, Money capped, CapLedger.Held held, decimal room, CreditCap cap)
        {
            var used = new Figure.Amount(held.Limit.Amount - room, capped.Currency);
            var left = room == held.Limit.Amount ? held.Why
                : new("left of the credit's own cap", new Figure.Amount(room, capped.Currency), Follows.Difference,
                    [held.Why, new("credited before in its period", used, Follows.Given)], cap.Clause);
            return new("no more than the credit's own cap", new Figure.Amount(capped.Amount, capped.Currency), Follows.Least, [line.Why, left], cap.Clause);
        }

        IEnumerable<CapLedger.Account> OwnAccounts(CreditEntry entry) => Accounts(
            entry, versions.All.SelectMany(v => v.Escalation.Credits).Where(r => r.Name == entry.Line.Remedy).Select(r => r.Cap).OfType<CreditCap>(), entry.Line.Remedy);

        static IEnumerable<CapLedger.Account> Accounts(CreditEntry entry, IEnumerable<CreditCap> caps, string? remedy) => caps.Select(
            c => CapLedger.AccountOf(c, remedy, entry.Line.Level, entry.Line.Scope, entry.Line.Window, entry.Line.Amount.Currency, entry.Version)).Distinct();

        static bool IsFor(CreditCap cap, CreditEntry entry) => CapLedger.IsFor(cap, entry.Line.Remedy, entry.Line.Level, entry.Line.Scope, entry.Version);

        void UnderCaps(CreditEntry entry)
        {
            var line = entry.Line;
            var amount = line.Amount.Amount;
            foreach (var cap in entry.Version.Agreement.Escalation.Caps)
            {
                if (!IsFor(cap, entry) || CapLedger.LimitOf(cap, null, line.Level, line.Scope, line.Window, line.Amount.Currency, entry.Version, RemarkOf(line.Window)) is not { } held) continue;
                if (line.Window.EndsIn(period))
                {
                    // Several caps may be for one account, each with a limit of its own.
                    before.TryAdd(held.Account, (ledger.Used(held.Account), ledger.Taken(held.Account)));
                    if (!lookedAt.Exists(l => l.Cap.Clause == cap.Clause && l.Held.Account == held.Account)) lookedAt.Add((cap, held));
                }
                var room = Math.Max(0, held.Limit.Amount - ledger.Used(held.Account));
                if (amount <= room) continue;
                var goesOn = cap.IsCarriedOver && !IsNothingAfter(held.Period ?? line.Window, cap, entry);
                if (line.Window.EndsIn(period)) cuts.Add(new(entry, cap, held, amount, amount - room, ledger.Taken(held.Account), goesOn));
                if (AfterTerm(held.Period ?? line.Window, cap) is { } ended && held.Limit.Amount == 0)
                    RemarkOf(line.Window)(new("cap.after-term", $"The cap '{cap.Words}' comes to nothing in {Display.Window(held.Period ?? line.Window)}: the term ended on {Display.Iso(ended)}, and nothing that it is a share of is due after it. So {Display.Money(line.Amount with { Amount = amount })} of '{line.Remedy}' is not credited.", cap.Clause));
                if (goesOn && entry.IsOwed) carried.Add(entry, cap, held.Period ?? line.Window, amount - room, Judging, versions);
                else if (cap.IsCarriedOver && !goesOn)
                    RemarkOf(line.Window)(new("cap.after-term", $"{Display.Money(line.Amount with { Amount = amount - room })} of '{line.Remedy}' lies over the cap '{cap.Words}', and is not carried over: the term ends on {Display.Iso(lastDay!.Value)}, and in the period after it the cap comes to nothing.", cap.Clause));
                amount = room;
            }
            // An amendment may bring a cap for a period that has begun: what was credited in it before counts there too.
            foreach (var account in Accounts(entry, versions.All.SelectMany(v => v.Escalation.Caps).Where(c => IsFor(c, entry)), null)) ledger.Take(account, amount, line);
            given.Add((entry, amount));
        }

        /// <summary>The last day of the term, where a period begins after it and a cap is a share of what was due in the term; <c>null</c>: it is not so.</summary>
        LocalDate? AfterTerm(Window period, CreditCap cap) => cap.Share is not null && lastDay is { } last && period.From > last ? last : null;

        /// <summary>Whether the period after one is not a part of the term any more, so that a cap which is a share of fees leaves no room there.</summary>
        bool IsNothingAfter(Window period, CreditCap cap, CreditEntry entry)
        {
            var (next, line) = (period.Next(entry.Version.Agreement.Zone), entry.Line);
            return AfterTerm(next, cap) is not null
                && !(CapLedger.LimitOf(cap, null, line.Level, line.Scope, next, line.Amount.Currency, Judging(versions.At(next.Time.Start)), _ => { }) is { Limit.Amount: > 0 });
        }

        /// <summary>What caps carried over is credited in the period after theirs, before whatever ends in it.</summary>
        void Release(Instant before)
        {
            while (carried.Next(before) is { } entry)
            {
                var lapsed = Lapsed(entry.Line, entry.Version, null);
                entries.Add(lapsed is { } why ? entry with { Line = Withheld(entry.Line, why) } : entry);
                if (lapsed is null) UnderCaps(entry);
            }
        }

        public Credits Credits()
        {
            var lines = entries.Where(e => e.Line.Window.EndsIn(period)).ToList();
            var reached = cuts.GroupBy(c => (c.Cap.Clause, c.Held.Account)).Select(g => CapOf(g.ToList()));
            var currencies = lines.Where(e => e.Line.Amount.Currency.Code != "XXX").Select(e => e.Line.Amount.Currency).Distinct().OrderBy(c => c.Code, StringComparer.Ordinal).ToList();
            if (currencies.Count == 0 && new VersionInFacts(versions.At(period.Time.Start), facts).Currency is { Code: not "XXX" } own) currencies.Add(own);
            return new(lines.Select(e => e.Line).ToValueList(), reached.ToValueList(), currencies.Select(c => TotalOf(c, lines)).ToValueList(), remarks.ToValueList());
        }

        CapReached CapOf(List<Cut> same)
        {
            var last = same[^1];
            var currency = last.Held.Limit.Currency;
            var (used, credits) = before[last.Held.Account];
            var cut = new Money(same.Sum(c => c.Amount), currency);
            return new(last.Cap.Words, last.Held.Period, last.Held.Limit, new(used, currency), cut, last.Cap.Clause)
            {
                IsCarriedOver = last.GoesOn,
                Derivation = new(() => new($"cut by the cap '{last.Cap.Words}'", new Figure.Words($"{Display.Money(cut)} is {(last.GoesOn ? "carried over" : "lost")}"), Follows.Rule,
                    [last.Held.Why, ledger.WhyUsed(last.Held.Account, credits, "credited before in its period"), new(last.GoesOn ? "what is carried over" : "what is lost", AmountOf(cut), Follows.Sum, same.Select(CutOff).ToValueList())], last.Cap.Clause)),
            };
        }

        Total TotalOf(Currency currency, List<CreditEntry> lines)
        {
            var owed = lines.Where(e => e.IsOwed && e.Line.Amount.Currency == currency).ToList();
            var claimable = lines.Where(e => e.Line.State == CreditState.Claimable && e.Line.Amount.Currency == currency).ToList();
            var lost = cuts.Where(c => c.Held.Limit.Currency == currency).ToList();
            var less = lost.FindAll(c => c.From.IsOwed);
            var stillOpen = claimable.Sum(e => e.Line.Amount.Amount) - lost.Where(c => !c.From.IsOwed).Sum(c => c.Amount);
            var sum = new Money(owed.Sum(e => e.Line.Amount.Amount), currency);
            var total = new Money(sum.Amount - less.Sum(c => c.Amount), currency);
            var forfeited = lines.Where(e => e.Line.State == CreditState.Forfeited && e.Line.Amount.Currency == currency).Sum(e => e.Line.Lost.Amount);
            return new(total, new(stillOpen, currency), versions.At(period.Time.End - Duration.Epsilon).Escalation.Settlement.Invoice, new(() => Why(sum, owed, total, less)))
            {
                Forfeited = new(forfeited, currency),
                ClaimableDerivation = new(() => Less("what may still be claimed", claimable, new(stillOpen, currency), lost.FindAll(c => !c.From.IsOwed))),
                ForfeitedDerivation = new(() => new("not claimed in time", new Figure.Amount(forfeited, currency), Follows.Sum,
                    Or(lines.Where(e => e.Line.State == CreditState.Forfeited && e.Line.Amount.Currency == currency).Select(e => e.Line.WhyLost is { } why ? why with { Sentence = NameOf(e.Line) } : Leaf(e.Line)), currency))),
            };
        }

        /// <summary>Credits added, less what the caps cut of them.</summary>
        Reason Less(string sentence, List<CreditEntry> of, Money left, List<Cut> less)
        {
            var sum = new Money(of.Sum(e => e.Line.Amount.Amount), left.Currency);
            var all = new Reason(less.Count == 0 ? sentence : "credits that may be claimed", AmountOf(sum), Follows.Sum, Or(of.Select(e => Leaf(e.Line)), left.Currency));
            return less.Count == 0 ? all : new(sentence, AmountOf(left), Follows.Difference, [all, .. less.Select(CutOff)]);
        }

        static ValueList<Reason> Or(IEnumerable<Reason> parts, Currency currency) => parts.ToList() is { Count: > 0 } some ? some.ToValueList() : [new("nothing", new Figure.Amount(Rational.Zero, currency), Follows.Given)];

        static Figure.Amount AmountOf(Money money) => new(money.Amount, money.Currency);

        Reason Why(Money sum, List<CreditEntry> owed, Money total, List<Cut> less)
        {
            var credits = new Reason("credits", new Figure.Amount(sum.Amount, sum.Currency), Follows.Sum, owed.Select(e => Leaf(e.Line)).ToValueList());
            var left = lookedAt.Where(c => c.Held.Limit.Currency == sum.Currency && !less.Exists(l => l.Held.Account == c.Held.Account && l.Cap.Clause == c.Cap.Clause)).Select(c => NotReached(c.Cap, c.Held)).ToList();
            return less.Count + left.Count == 0 ? credits
                : new("credits less what the caps cut", new Figure.Amount(total.Amount, total.Currency), Follows.Difference, [credits, .. less.Select(CutOff), .. left]);
        }

        /// <summary>A cap that took nothing from what is owed, with the room that is left in its period.</summary>
        Reason NotReached(CreditCap cap, CapLedger.Held held)
        {
            return new($"nothing is cut by the cap '{cap.Words}'{(held.Period is { } period ? $", {Display.Window(period)}" : "")}", new Figure.Amount(Rational.Zero, held.Limit.Currency), Follows.Rule, [ledger.Left(held, cap)], cap.Clause);
        }

        static Reason Leaf(CreditLine line) => new(NameOf(line), new Figure.Amount(line.Amount.Amount, line.Amount.Currency), Follows.Given, [], line.Clause);

        Reason CutOff(Cut cut) => new(
            $"cut by the cap '{cut.Cap.Words}' from {NameOf(cut.From.Line)}", new Figure.Amount(cut.Amount, cut.Held.Limit.Currency), Follows.Difference,
            [new(NameOf(cut.From.Line), new Figure.Amount(cut.Was, cut.Held.Limit.Currency), Follows.Given, [], cut.From.Line.Clause), ledger.Left(cut.Held, cut.Cap, cut.After)], cut.Cap.Clause);

        static string NameOf(CreditLine line) => Wording.English.Credit(line);

        static CreditLine Zeroed(CreditLine line, CreditState state, string sentence, Derivation? also = null) => line with
        {
            State = state,
            Amount = Money.Zero(line.Amount.Currency),
            Lost = line.Lost + line.Amount,
            LostDerivation = new(() => new("what it had come to", AmountOf(line.Lost + line.Amount), Follows.Sum, line.WhyLost is { } before ? [line.Why, before] : [line.Why], line.Clause)),
            Derivation = new(() => new(sentence, new Figure.Amount(Rational.Zero, line.Amount.Currency), Follows.Rule, also is null ? [line.Why] : [line.Why, also.Reason], line.Clause)),
        };

        static string Word(Rounding rounding) => rounding switch
        {
            Rounding.HalfUp => "half up",
            Rounding.HalfEven => "half even",
            Rounding.Down => "down",
            Rounding.Up => "up",
            Rounding.Floor => "to the lower unit",
            Rounding.Ceiling => "to the higher unit",
        };
    }
}

using Surety.Agreements;
using Surety.Escalation;
using Surety.Levels;
using Surety.Metrics;
using Surety.Statements;
using Surety.Text;

namespace Surety.Backtests;

/// <summary>What a promise would have cost had its target been another.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="Row">The row of its target that is moved.</param>
/// <param name="Scope">What the row is for, as scopes of verdicts are named: <c>priority=otherwise</c> for what the rows before it left; empty: everything.</param>
/// <param name="Points">From the easiest target to the hardest.</param>
/// <param name="NeverMissedUpTo">The hardest target that no window would have missed, exact: the worst figure of all; <c>null</c>: no window has a figure.</param>
public sealed record TargetCurve(string Level, TargetRow Row, Labels Scope, ValueList<CurvePoint> Points, Figure? NeverMissedUpTo)
{
    static readonly decimal[] Shares = [90m, 95m, 97m, 98m, 99m, 99.5m, 99.8m, 99.9m, 99.95m, 99.99m, 100m];
    static readonly decimal[] TicketShares = [70m, 75m, 80m, 85m, 90m, 95m, 98m, 99m, 100m];
    static readonly decimal[] SmallShares = [0m, 0.1m, 0.5m, 1m, 2m, 5m, 10m];
    static readonly Rational[] Parts = [Rational.Of(1, 4), Rational.Of(1, 2), Rational.Of(3, 4), Rational.Of(9, 10), 1, Rational.Of(11, 10), Rational.Of(5, 4), Rational.Of(3, 2), 2];

    /// <summary>The rows of an agreement whose target is one limit, so that it can be moved.</summary>
    internal static IEnumerable<(ServiceLevel Level, TargetRow Row)> RowsOf(Agreement text) =>
        from level in text.Levels
        from row in level.Targets
        where row.Bands.Count == 0 && RangeOf(row.Target) is { } range && (range.Low is null) != (range.High is null)
            && row.When.Items.All(l => (text.Parties.Customer.Attributes[l.Name] is not { } own && l.Name != "tier") || text.Parties.Customer.Attributes[l.Name] == l.Value)
        select (level, row);

    /// <summary>Moves the target of a row, and with it the ends of credit bands that lie at the target or would lie on its good side.</summary>
    /// <param name="text">The agreement.</param>
    /// <param name="level">The level.</param>
    /// <param name="row">One of its rows.</param>
    /// <param name="value">The new limit, on the scale of the target.</param>
    /// <returns>The same text where the target does not move.</returns>
    internal static Agreement Moved(Agreement text, ServiceLevel level, TargetRow row, Rational value)
    {
        var old = RangeOf(row.Target)!;
        if (LimitOf(old).Value == value) return text;
        var range = old with { Low = old.Low is { } low ? low with { Value = value } : null, High = old.High is { } high ? high with { Value = value } : null, Words = Words(old, value), Worked = [] };
        var moved = row with { Target = row.Target is Target.OutagesAre { OfTime: not null } outages ? outages.OfShare(ShareOf(value)) : row.Target.With(range) };
        return text with
        {
            Levels = text.Levels.Select(l => ReferenceEquals(l, level) ? l with { Targets = l.Targets.Select(t => ReferenceEquals(t, row) ? moved : t).ToValueList() } : l).ToValueList(),
            Escalation = text.Escalation with { Credits = text.Escalation.Credits.Select(c => IsAbout(c.Of, level, row) && c.Schedule is Schedule.Bands b ? c with { Schedule = b with { Rows = BandsFor(b.Rows, old, range) } } : c).ToValueList() },
        };
    }

    /// <summary>What a row is for: its condition, or any other value of the labels that the rows before it name.</summary>
    internal static Labels ScopeOf(Agreement text, ServiceLevel level, TargetRow row) => !row.IsOtherwise ? row.When
        : Labels.Of(level.Targets.SelectMany(t => t.When.Items).Select(l => l.Name).Where(n => n != "tier" && text.Parties.Customer.Attributes[n] is null).Distinct().Select(n => new Label(n, "otherwise")));

    /// <summary>Limits to try, in order of hardness, that of the text among them; of a survey's number all on its scale.</summary>
    internal static IEnumerable<Rational> Candidates(Agreement text, ServiceLevel level, TargetRow row, IEnumerable<Rational> asked)
    {
        var range = RangeOf(row.Target)!;
        var now = LimitOf(range).Value;
        var wished = asked.ToList();
        IEnumerable<Rational> ladder = wished.Count > 0 ? wished : range.Unit == Unit.Percent
            ? (range.Low is null ? SmallShares : row.Target is Target.ShareWithin or Target.ScopesMet ? TicketShares : Shares).Select(p => (Rational)p / 100)
            : ScaleOf(text, level) is var (low, high) ? Enumerable.Range(0, 9).Select(i => low + (i * (high - low) / 8))
            : Parts.Select(p => p * now);
        var all = ladder.Append(now).Distinct().Order();
        return range.Low is null ? all.Reverse() : all;
    }

    /// <summary>Reads a limit that somebody asks for.</summary>
    /// <param name="draft">The agreement.</param>
    /// <param name="level">The level whose target is moved.</param>
    /// <param name="text">An amount in the unit of its target: <c>99.95 %</c>, <c>0.5 % of the time</c>, <c>4.2</c>, <c>2 h</c>.</param>
    /// <returns>On the scale of the target; <c>null</c>: no such amount, or one that no figure can have.</returns>
    public static Rational? Limit(Agreement draft, ServiceLevel level, string text)
    {
        if (level.Targets.FirstOrDefault(t => RangeOf(t.Target) is not null) is not { Target: var target }) return null;
        var range = RangeOf(target)!;
        if (IsOfTime(target) && text.EndsWith(OfTheTime, StringComparison.Ordinal)) text = text[..^OfTheTime.Length];
        Rational? limit = range.Unit switch
        {
            Unit.Percent => Phrase.Percentage("", text) is Result<Percentage>.Ok share ? share.Value.Fraction : null,
            Unit.Number => decimal.TryParse(text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null,
            Unit.Time => Phrase.Span("", text) is Result<Span>.Ok { Value: Span.Elapsed time } ? Rational.Of(time.Time.ToInt64Nanoseconds(), 100) : null,
        };
        return range.Unit == Unit.Number && ScaleOf(draft, level) is var (low, high) && (limit < low || limit > high) ? null : limit;
    }

    /// <summary>A limit in the unit of a level's target, as somebody would ask for it; <c>null</c>: none of its rows has one limit.</summary>
    public static string? Example(ServiceLevel level) => level.Targets.FirstOrDefault(t => RangeOf(t.Target) is not null) is not { Target: var target } ? null : RangeOf(target)!.Unit switch
    {
        Unit.Percent => IsOfTime(target) ? $"0.5 %{OfTheTime}" : "99.95 %",
        Unit.Number => "4.2",
        Unit.Time => "2 h",
    };

    const string OfTheTime = " of the time";

    static bool IsOfTime(Target target) => target is Target.OutagesAre { OfTime: not null };

    /// <summary>Least and greatest figure of a survey whose figure is a number; <c>null</c>: the level is about something else.</summary>
    static (Rational Low, Rational High)? ScaleOf(Agreement text, ServiceLevel level) => (level.Measured is Measured.ByMetric by ? text.Metric(by.Metric) : null) switch
    {
        Metric.Survey { Counts: SurveyScore.Mean } survey => (survey.Scale.Low, survey.Scale.High),
        Metric.Survey { Counts: SurveyScore.NetPromoter } => (-100, 100),
        _ => null,
    };

    /// <summary>What is moved: of a share of the time the share, whatever time that is in each window.</summary>
    internal static Comparison? RangeOf(Target target) => target is Target.OutagesAre { OfTime: { } of } outages
        ? new(null, outages.Range.High!.Value with { Value = of.Share.Fraction }, Unit.Percent, outages.Range.Words) : LevelVerdict.RangeOf(target);

    // More digits than anybody asks for, and all that a decimal keeps of a share.
    static Percentage ShareOf(Rational fraction) => new((fraction * 100).Round(20, Rounding.HalfUp) / 1.00000000000000000000m);

    internal static Limit LimitOf(Comparison range) => range.Low ?? range.High!.Value;

    static bool IsAbout(LevelScope of, ServiceLevel level, TargetRow row) => of.Level == level.Name && (row.When == Labels.None || of.When == Labels.None || row.When.Covers(of.When) || of.When.Covers(row.When));

    /// <summary>A band that ends at the target ends at the moved one; a band of misses does not reach over it.</summary>
    static ValueList<Band> BandsFor(ValueList<Band> bands, Comparison old, Comparison moved)
    {
        var (was, now) = (LimitOf(old), LimitOf(moved));
        var found = new List<Band>();
        foreach (var band in bands)
        {
            // A band of time beside a share of the time has no end that lies at the target in every window.
            if (band.Range.Unit != old.Unit)
            {
                found.Add(band);
                continue;
            }
            var (low, high) = (band.Range.Low, band.Range.High);
            if (old.Low is not null && high is { } top && top.Value <= was.Value)
                high = top.Value == was.Value ? top with { Value = now.Value } : top.Value > now.Value ? new Limit(now.Value, !now.Included) : top;
            if (old.High is not null && low is { } bottom && bottom.Value >= was.Value)
                low = bottom.Value == was.Value ? bottom with { Value = now.Value } : bottom.Value < now.Value ? new Limit(now.Value, !now.Included) : bottom;
            if (low is { } from && high is { } to && (from.Value > to.Value || (from.Value == to.Value && !(from.Included && to.Included)))) continue;
            found.Add(band with { Range = band.Range with { Low = low, High = high } });
        }
        return found.ToValueList();
    }

    static string Words(Comparison range, Rational value)
    {
        var amount = range.Unit switch { Unit.Percent => Display.Decimal(value * 100) + " %", Unit.Number => Display.Decimal(value), Unit.Time => Display.Time(value, Rounding.Down) };
        return (range.Low, range.High) switch
        {
            ({ Included: true }, _) => $"at least {amount}",
            ({ Included: false }, _) => $"above {amount}",
            (null, { Included: true }) => $"at most {amount}",
            _ => $"below {amount}",
        };
    }
}

/// <summary>One target that was tried.</summary>
/// <param name="Target">In words.</param>
/// <param name="IsWritten">Whether it is the one of the text.</param>
/// <param name="Missed">How many windows of this row would have been missed.</param>
/// <param name="Outcome">What the whole agreement comes to with it.</param>
public sealed record CurvePoint(string Target, bool IsWritten, int Missed, Outcome Outcome)
{
    /// <summary>The limit that was tried, exact, without its comparison; <c>null</c>: not known.</summary>
    public Figure? Limit { get; init; }
}

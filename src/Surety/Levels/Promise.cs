using NodaTime;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>A range of the volume, and what is promised in it.</summary>
/// <param name="Range">Of the volume, or of its share of the forecast; its words are those of the row.</param>
/// <param name="OfForecast">Whether the range is of the share that the volume is of the forecast.</param>
/// <param name="Target">What is promised; <c>null</c>: not counted.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record VolumeBand(Comparison Range, bool OfForecast, Target? Target, Clause Clause);

/// <summary>What rows follow.</summary>
public abstract record Volume
{
    private Volume() { }

    /// <summary><c>tickets of first response</c>: how many events a metric has in the window.</summary>
    public sealed record NumberOf(string Unit, string Metric) : Volume;

    /// <summary><c>value of orders</c>: the figure of a metric.</summary>
    public sealed record ValueOf(string Metric) : Volume;

    /// <summary><c>workload orders</c>: what facts of that workload say.</summary>
    public sealed record OfWorkload(string Name) : Volume;
}

/// <summary>The volume of a window.</summary>
/// <param name="Actual">What it came to: a number, or words where nobody knows; <c>null</c>: the level asks for the forecast alone.</param>
/// <param name="Forecast">What was forecast, likewise; <c>null</c>: the level names none.</param>
/// <param name="Notes">Sentences about what was late.</param>
/// <param name="IsSoFar">Whether the window is open, so that the volume may grow.</param>
public sealed record WindowVolume(Reason? Actual, Reason? Forecast, ValueList<string> Notes, bool IsSoFar);

/// <summary>How a row by the volume was found.</summary>
/// <param name="Row">Its words: <c>above 500 tickets</c>; <c>otherwise</c> for the row that follows no volume; <c>null</c>: no row is for it.</param>
/// <param name="Actual">What the volume came to; <c>null</c>: not asked, or not known.</param>
/// <param name="Forecast">What was forecast; <c>null</c>: not asked, or none in time.</param>
public sealed record FollowedVolume(string? Row, Figure? Actual, Figure? Forecast);

/// <summary>What is promised of one scope in one window, once its stages and its volume are known.</summary>
/// <param name="Row">With the target that holds.</param>
/// <param name="Counts">Whether it is more than reported.</param>
public sealed record Promise(TargetRow Row, bool Counts)
{
    /// <summary>What the target rests on beside the text, for the derivation; may be empty.</summary>
    public ValueList<Reason> Because { get; init; } = [];

    /// <summary>Sentences for the reader of a statement.</summary>
    public ValueList<string> Notes { get; init; } = [];

    /// <summary>The volume that chose the row; <c>null</c>: none did.</summary>
    public FollowedVolume? Volume { get; init; }

    /// <summary>All rows of which one may hold once the window is over, where the volume so far does not settle it; otherwise empty.</summary>
    public ValueList<Promise> MayBecome { get; init; } = [];

    /// <summary>Whether there is no row at all, and so no verdict.</summary>
    public bool HasNoRow { get; init; }

    /// <summary>The promise in words.</summary>
    public string Words => LevelVerdict.Words(Row.Target) + (Volume?.Row is null or "otherwise" ? "" : Counts ? $" ({Volume.Row})" : $" ({Volume.Row}: not counted)");

    /// <summary>Whether the row is promised as it stands in every window: no stage changes it and it follows no volume.</summary>
    internal static bool IsFixed(ServiceLevel level, TargetRow row) => level.Stages.Count == 0 && row.Bands.Count == 0;

    /// <summary>Finds what holds.</summary>
    /// <param name="level">The level.</param>
    /// <param name="row">One of its rows, as it stands.</param>
    /// <param name="window">The window.</param>
    /// <param name="volume">Its volume; asked only where the row follows it.</param>
    /// <param name="baseline">What the first windows came to; asked only where a stage rests on it.</param>
    public static Promise Of(ServiceLevel level, TargetRow row, Window window, Func<WindowVolume> volume, Func<Baseline, Reason> baseline)
    {
        var staged = StagedRow.At(level.Stages, row, window.From, baseline);
        return row.Bands.Count == 0 ? new(staged.Row, staged.Counts)
        {
            Because = staged.Because is { } because ? [because] : [],
            Notes = staged.Because is { Value: Figure.Words } ? ["the baseline of its target has no figure, so the level is reported only"] : [],
        } : ByVolume(row, volume(), level.Volume is Levels.Volume.NumberOf) is var chosen && staged.Counts ? chosen : chosen with { Counts = false, MayBecome = chosen.MayBecome.Select(p => p with { Counts = false }).ToValueList() };
    }

    static Promise ByVolume(TargetRow row, WindowVolume volume, bool onlyGrows)
    {
        var reason = row.Bands[0].OfForecast ? ShareOf(volume) : volume.Actual ?? volume.Forecast!;
        var followed = new FollowedVolume(null, Known(volume.Actual), Known(volume.Forecast));
        ValueList<Promise> mayBecome = volume.IsSoFar && volume.Actual is not null ? StillPossible(row, onlyGrows ? reason.Value.Exact : null) : [];
        if (reason.Value.Exact is { } value && row.Bands.FirstOrDefault(b => b.Range.Holds(value)) is { } band)
            return new(row with { Target = band.Target ?? row.Target, Clause = band.Clause }, band.Target is not null)
            {
                Because = [reason],
                Notes = volume.Notes,
                MayBecome = mayBecome,
                Volume = followed with { Row = band.Range.Words },
            };
        return new(row, true)
        {
            Because = [reason],
            Notes = row.HasBase ? volume.Notes : volume.Notes.Append("no row of the target is for this volume").ToValueList(),
            MayBecome = mayBecome,
            HasNoRow = !row.HasBase,
            Volume = followed with { Row = row.HasBase ? "otherwise" : null },
        };
    }

    /// <summary>Every row that a volume from a least one on can choose.</summary>
    static ValueList<Promise> StillPossible(TargetRow row, Rational? least)
    {
        var from = new Comparison(least is { } value ? new Limit(value, true) : null, null, row.Bands[0].Range.Unit, "");
        return row.Bands.Where(b => b.Range.Overlaps(from)).Select(b => new Promise(row with { Target = b.Target ?? row.Target, Clause = b.Clause }, b.Target is not null))
            .Append(new Promise(row, true) { HasNoRow = !row.HasBase }).ToValueList();
    }

    static Figure? Known(Reason? reason) => reason?.Value is Figure.Words ? null : reason?.Value;

    static Reason ShareOf(WindowVolume volume)
    {
        var (actual, forecast) = (volume.Actual!, volume.Forecast!);
        if (actual.Value.Exact is { } above && forecast.Value.Exact is { Sign: > 0 } below) return new("volume as a share of the forecast", new Figure.Share(above / below), Follows.Quotient, [actual, forecast]);
        return new("there is no share of the forecast, so no row that follows it holds", new Figure.Words("none"), Follows.Rule, [actual, forecast]);
    }
}

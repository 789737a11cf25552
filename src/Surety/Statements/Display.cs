using System.Globalization;
using System.Numerics;
using NodaTime;
using NodaTime.Text;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>
/// The one place that formats figures, so that screen, file and report show the same. Digits that do not fit are cut toward the worse side,
/// never up to the target: 99.949999 % against "at least 99.95 %" is shown as <c>99.94 %</c>.
/// </summary>
public static class Display
{
    /// <summary>Digits after the point that a cut figure has at least.</summary>
    const int Fewest = 2;

    /// <summary>Digits after the point that are shown at most.</summary>
    const int Most = 6;

    /// <summary>What stands where there is no figure.</summary>
    public const string Nothing = "–";

    /// <summary>The measured figure of a level, cut toward the worse side of its target; a dash where there is none.</summary>
    public static string Attained(LevelResult level) =>
        level.Attained is { } attained ? Cut(attained, level.Range) : Nothing;

    /// <summary>A figure of the level before its rules, cut as <see cref="Attained"/> cuts; a dash where there is none.</summary>
    public static string Step(LevelResult level, StepFigure step) => Attained(level with { Attained = step.Attained });

    /// <summary>Digits of the measured figure as <see cref="Attained"/> shows them, for machines: percent, seconds or plain; <c>null</c> where there is none.</summary>
    public static string? AttainedDigits(LevelResult level) => FigureDigits(level.Attained, level.Range);

    /// <summary>The same of a figure of the level before its rules.</summary>
    internal static string? FigureDigits(Figure? attained, Comparison? range) => attained switch
    {
        null => null,
        Surety.Figure.Share share => Ungrouped(Digits(share.Value, 100, range, Worse(share, range))),
        Surety.Figure.Number number => Ungrouped(Digits(number.Value, 1, range, Worse(number, range))),
        Surety.Figure.Time time => SecondsDigits(time, range),
        Surety.Figure.Amount amount => Decimal(amount.Value),
        Surety.Figure.Count count => count.Value.ToString(CultureInfo.InvariantCulture),
        Surety.Figure.At or Surety.Figure.Words => null,
    };

    /// <summary>An end of what is possible, cut outward so that the range that is shown holds the exact one.</summary>
    public static string End(Figure figure, bool isLow) => figure switch
    {
        Surety.Figure.Share share => Share(share.Value, isLow ? Rounding.Floor : Rounding.Ceiling),
        Surety.Figure.Number number => Digits(number.Value, 1, null, isLow ? Rounding.Floor : Rounding.Ceiling),
        Surety.Figure.Time time => Time(time.Ticks, isLow ? Rounding.Floor : Rounding.Ceiling),
        Surety.Figure.Count or Surety.Figure.Amount or Surety.Figure.At or Surety.Figure.Words => Figure(figure, DateTimeZone.Utc),
    };

    /// <summary>Digits of an end, as <see cref="End"/> shows it: percent, seconds or plain.</summary>
    public static string EndDigits(Figure figure, bool isLow) =>
        figure is Surety.Figure.Time time ? (time.Ticks / Second).Round(Magnitude(time.Ticks) < Minute ? 3 : 0, isLow ? Rounding.Floor : Rounding.Ceiling).ToString("0.#######", CultureInfo.InvariantCulture)
        : Ungrouped(End(figure, isLow).Replace(" %", "", StringComparison.Ordinal));

    /// <summary>How far the figure is from its target: of a miss in a word, <c>0.0004 % under</c>, of all else by its sign, <c>+0.02 %</c>; empty where nothing is compared.</summary>
    public static string Margin(LevelResult level) => Margin(level, out var sign, out var side) is { } size ? side.Length > 0 ? size + side : sign + size : "";

    /// <summary>The same as statements are sealed: by the sign, and of a miss by the word, too. What was published has these very bytes.</summary>
    internal static string SealedMargin(LevelResult level) => Margin(level, out var sign, out var side) is { } size ? sign + size + side : "";

    /// <summary>The size of the margin, its sign, and of a miss the side, <c>under</c> or <c>over</c>; <c>null</c>: nothing is compared.</summary>
    internal static string? Margin(LevelResult level, out string sign, out string side)
    {
        (sign, side) = ("", "");
        if (Distance(level) is not { } distance || level.Attained is not { } attained) return null;
        sign = distance.Sign < 0 ? "−" : distance.Sign > 0 ? "+" : "±";
        side = level.Verdict == Verdict.Missed && distance.Sign != 0 ? distance.Sign < 0 ? " under" : " over" : "";
        return attained switch
        {
            Surety.Figure.Share => MarginOf(level, Magnitude(distance) * 100) + " %",
            Surety.Figure.Time => Time(Magnitude(distance), NoBetter(level)),
            Surety.Figure.Number or Surety.Figure.Count or Surety.Figure.Amount or Surety.Figure.At or Surety.Figure.Words => MarginOf(level, Magnitude(distance)),
        };
    }

    /// <summary>Digits of the margin for machines, with a plain minus: percent, seconds or plain; <c>null</c> where nothing is compared.</summary>
    public static string? MarginDigits(LevelResult level)
    {
        if (Distance(level) is not { } distance || level.Attained is not { } attained) return null;
        var size = Magnitude(distance);
        var digits = attained switch
        {
            Surety.Figure.Share => MarginOf(level, size * 100),
            Surety.Figure.Time => (size / Second).Round(size < Minute ? 3 : 0, NoBetter(level)).ToString("0.#######", CultureInfo.InvariantCulture),
            Surety.Figure.Number or Surety.Figure.Count or Surety.Figure.Amount or Surety.Figure.At or Surety.Figure.Words => MarginOf(level, size),
        };
        return (distance.Sign < 0 ? "-" : "") + digits.Replace(",", "", StringComparison.Ordinal);
    }

    // A miss is rounded up and a reserve down: both look no better than they are.
    static Rounding NoBetter(LevelResult level) => level.Verdict == Verdict.Missed ? Rounding.Ceiling : Rounding.Floor;

    static string MarginOf(LevelResult level, Rational size) => Small(size, NoBetter(level));

    /// <summary>Attained less the end of the range that is nearest or was overstepped, in the figure's own unit; <c>null</c> where nothing is compared.</summary>
    public static Rational? Distance(LevelResult level) =>
        level.Attained?.Exact is { } value && level.Range is { } range && NearestEnd(value, range) is { } end ? value - end : null;

    /// <summary>A share as a percentage, cut: <c>99.94 %</c>. <c>100 %</c> only when it is exactly that.</summary>
    /// <param name="fraction">1 is everything.</param>
    /// <param name="worse">Which way the digits that do not fit are cut.</param>
    public static string Share(Rational fraction, Rounding worse = Rounding.Floor) => Digits(fraction, 100, null, worse) + " %";

    /// <summary>Elapsed or working time: <c>3 h 10 min</c>, <c>43 min 12 s</c>, <c>0.4 s</c>.</summary>
    /// <param name="time">May be negative.</param>
    public static string Time(Duration time) => Time(Ticks(time), Rounding.Down);

    /// <summary>Elapsed or working time: hours are the greatest unit, since a day of service is not 24 hours. Parts of a second are shown below one minute.</summary>
    /// <param name="ticks">Of 100 ns.</param>
    /// <param name="worse">Which way parts of a second that do not fit are cut.</param>
    public static string Time(Rational ticks, Rounding worse) => TimeTo(ticks, worse, Magnitude(ticks) < Minute ? 3 : 0);

    /// <summary>Money, as it is paid: <c>EUR 4,000.00</c>.</summary>
    public static string Money(Money money) =>
        $"{money.Currency.Code} {(money.Amount < 0 ? "−" : "")}{decimal.Abs(money.Amount).ToString("#,##0." + new string('0', money.Currency.MinorDigits) + "##########", CultureInfo.InvariantCulture).TrimEnd('.')}";

    /// <summary>An instant on the agreement's clock, with weekday and zone: <c>Mon 2026-11-02 10:40 Europe/Berlin (+01:00)</c>.</summary>
    public static string Instant(Instant instant, DateTimeZone zone) => $"{Local(instant, zone, repeated: false)} {zone.Id} ({Offset(instant, zone)})";

    /// <summary>An instant where the zone stands in the heading: <c>Mon 2026-11-02 10:40</c>; with its offset in the hour that the clocks repeat.</summary>
    public static string Moment(Instant instant, DateTimeZone zone) => Local(instant, zone, repeated: true);

    /// <summary>A last instant: <c>end of Mon 2026-11-30</c> where it is the end of a local day, else like <see cref="Moment"/>.</summary>
    public static string Deadline(Instant last, DateTimeZone zone)
    {
        var local = last.InZone(zone).LocalDateTime;
        if (local.TimeOfDay == LocalTime.Midnight) return $"end of {Day(local.Date.PlusDays(-1))}";
        return local.TimeOfDay >= new LocalTime(23, 59, 59) ? $"end of {Day(local.Date)}" : Moment(last, zone);
    }

    /// <summary>An instant for machines: <c>2026-11-02T09:40:00Z</c>, after RFC 3339.</summary>
    public static string InUtc(Instant instant) => InstantPattern.ExtendedIso.Format(instant);

    /// <summary>An instant for people where no agreement's clock is known: <c>Mon 2026-11-02 09:40 UTC</c>; seconds are cut.</summary>
    public static string ToTheMinute(Instant instant) => $"{Moment(NodaTime.Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds() / 60 * 60), DateTimeZone.Utc)} UTC";

    /// <summary>A date for machines, and for people to type again: <c>2026-11-30</c>.</summary>
    public static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);

    /// <summary>A local day: <c>Mon 2026-11-30</c>.</summary>
    public static string Day(LocalDate date) => date.ToString("ddd uuuu-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A window: <c>October 2026</c>, <c>Q4 2026</c>, <c>H2 2026</c>, <c>2026</c>, <c>Mon 2026-10-05</c>, <c>2026-09-16 to 2026-10-15</c>.</summary>
    public static string Window(Window window) => window.Whole is not null ? window.Name : window.Rule switch
    {
        WindowRule.Months { FirstDay: 1, Count: 1 } => window.From.ToString("MMMM uuuu", CultureInfo.InvariantCulture),
        WindowRule.Months { FirstDay: 1, FirstMonth: 1, Count: 3 or 6 } => $"{window.Name[5..]} {window.Name[..4]}",
        WindowRule.Rolling { OfDays: false } => Months(window),
        WindowRule.Days => Day(window.From),
        WindowRule.Months or WindowRule.Weeks or WindowRule.Rolling => window.Name,
    };

    /// <summary>A period by its name, as people write it: <c>October 2026</c> for <c>2026-10</c>, <c>Q3 2026</c> for <c>2026-Q3</c>; other names stay.</summary>
    public static string Period(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length != 7 || name[4] != '-' || !int.TryParse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)) return name;
        return int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12 && year > 0 ? new LocalDate(year, month, 1).ToString("MMMM uuuu", CultureInfo.InvariantCulture)
            : name[5] is 'Q' or 'H' ? $"{name[5..]} {name[..4]}" : name;
    }

    /// <summary>Some whole months: <c>October 2026</c>, <c>January to October 2026</c>, <c>November 2025 to October 2026</c>.</summary>
    public static string Months(Window stretch)
    {
        var (first, last) = (stretch.From, stretch.Until.PlusDays(-1));
        if (first.Year == last.Year && first.Month == last.Month) return first.ToString("MMMM uuuu", CultureInfo.InvariantCulture);
        return $"{first.ToString(first.Year == last.Year ? "MMMM" : "MMMM uuuu", CultureInfo.InvariantCulture)} to {last.ToString("MMMM uuuu", CultureInfo.InvariantCulture)}";
    }

    /// <summary>A scope as a contract writes its conditions: <c>priority P1, region eu</c>; what the <c>otherwise</c> row took is <c>any other priority</c>; empty text for everything.</summary>
    public static string Scope(Labels labels) =>
        labels.Items.Count == 1 ? Scope(labels.Items[0]) : string.Join(", ", labels.Items.Select(Scope));

    static string Scope(Label label) => label.Value == "otherwise" ? $"any other {label.Name}" : $"{label.Name} {label.Value}";

    /// <summary>A level with its scope: <c>response, priority P1</c>.</summary>
    public static string Level(string level, Labels scope) => scope.Items.Count == 0 ? level : $"{level}, {Scope(scope)}";

    /// <summary>So many: <c>12,400</c>.</summary>
    public static string Count(long count) => count.ToString("#,##0;−#,##0", CultureInfo.InvariantCulture);

    /// <summary>So many of something: <c>1 miss</c>, <c>3 misses</c>.</summary>
    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>A figure inside a reason: exact where six digits are enough, else cut with an ellipsis that says that digits go on.</summary>
    public static string Figure(Figure figure, DateTimeZone zone) => figure switch
    {
        Surety.Figure.Share share => Plain(share.Value * 100, 0, Most) + " %",
        Surety.Figure.Number number => Plain(number.Value, 0, Most),
        Surety.Figure.Time time => ExactTime(time.Ticks),
        Surety.Figure.Count count => Count(count.Value),
        Surety.Figure.Amount amount => $"{amount.Currency.Code} {Plain(amount.Value, amount.Currency.MinorDigits, Most)}",
        Surety.Figure.At at => at.IsEnd ? Deadline(at.Value, zone) : Moment(at.Value, zone),
        Surety.Figure.Words words => words.Value,
    };

    /// <summary>A fraction in digits without grouping or ellipsis, cut toward zero after six: for machines that want a decimal beside the exact form.</summary>
    public static string Decimal(Rational value) => Ungrouped(Plain(value, 0, Most).TrimEnd('…'));

    /// <summary>Ticks of a duration, exact.</summary>
    internal static Rational Ticks(Duration time) => Rational.Of(time.ToBigIntegerNanoseconds(), 100);

    const long Second = NodaConstants.TicksPerSecond;
    const long Minute = NodaConstants.TicksPerMinute;

    static string Cut(Figure attained, Comparison? range) => attained switch
    {
        Surety.Figure.Share share => Digits(share.Value, 100, range, Worse(attained, range)) + " %",
        Surety.Figure.Number number => Digits(number.Value, 1, range, Worse(attained, range)),
        Surety.Figure.Time time => TimeTo(time.Ticks, Worse(attained, range), TimeDigits(time, range)),
        Surety.Figure.Amount amount => $"{amount.Currency.Code} {Plain(amount.Value, amount.Currency.MinorDigits, Most)}",
        Surety.Figure.Count count => Count(count.Value),
        Surety.Figure.At at => InUtc(at.Value),
        Surety.Figure.Words words => words.Value,
    };

    // Below a target that is a lower end, lower is worse; without a target, less good and longer are.
    static Rounding Worse(Figure attained, Comparison? range)
    {
        if (attained.Exact is not { } value || range is null || NearestEnd(value, range) is not { } end) return attained is Surety.Figure.Time ? Rounding.Ceiling : Rounding.Floor;
        return range.Low is { } low && low.Value == end ? Rounding.Floor : Rounding.Ceiling;
    }

    static Rational? NearestEnd(Rational value, Comparison range) => (range.Low, range.High) switch
    {
        ({ } low, { } high) => value - low.Value <= high.Value - value ? low.Value : high.Value,
        ({ } low, null) => low.Value,
        (null, { } high) => high.Value,
        (null, null) => null,
    };

    // As few digits as keep the verdict true of what is shown, and 100 and 0 for what is exactly that. Shown are so many times the value.
    static string Digits(Rational value, int times, Comparison? range, Rounding worse)
    {
        var whole = value * times;
        if (whole == 100 || whole.Sign == 0) return whole.Sign == 0 ? "0" : "100";
        for (var digits = Fewest; ; digits++)
        {
            var shown = whole.Round(digits, worse);
            var honest = shown != 100 && (range is null || range.Holds((Rational)shown / times) == range.Holds(value));
            if (honest || digits == Most) return Text(shown == 100 ? whole.Round(digits, Rounding.Floor) : shown, digits);
        }
    }

    static int TimeDigits(Surety.Figure.Time time, Comparison? range)
    {
        var fewest = Magnitude(time.Ticks) < Minute ? 3 : 0;
        for (var digits = fewest; digits < 7; digits++)
            if (range is null || range.Holds(Whole(time.Ticks, Worse(time, range), digits)) == range.Holds(time.Ticks)) return digits;
        return 7;
    }

    static string SecondsDigits(Surety.Figure.Time time, Comparison? range) =>
        (time.Ticks / Second).Round(TimeDigits(time, range), Worse(time, range)).ToString("0.#######", CultureInfo.InvariantCulture);

    static Rational Whole(Rational ticks, Rounding worse, int digits) => (Rational)(ticks / Second).Round(digits, worse) * Second;

    // Seven digits of a second are ticks, so what is left after the cut is whole.
    static string TimeTo(Rational ticks, Rounding worse, int digits) => TimeWords.OfTicks(Whole(ticks, worse, digits).Numerator);

    static string ExactTime(Rational ticks)
    {
        var shown = Whole(ticks, Rounding.Down, 6);
        return shown == ticks ? TimeTo(ticks, Rounding.Down, 6) : TimeTo(ticks, Rounding.Down, Magnitude(ticks) < Minute ? 6 : 3) + "…";
    }

    // A margin has two digits that say something, where six places allow it.
    static string Small(Rational size, Rounding worse)
    {
        if (size.Sign == 0) return "0";
        var digits = Fewest;
        while (digits < Most && size * Rational.Of(BigInteger.Pow(10, digits), 1) < 10 && size.Round(digits, Rounding.Down) != size) digits++;
        var shown = size.Round(digits, worse);
        return shown == 0 ? "0.000001" : Text(shown, digits);
    }

    static string Ungrouped(string digits) => digits.Replace(",", "", StringComparison.Ordinal).Replace('−', '-');

    static string Plain(Rational value, int fewest, int most)
    {
        for (var digits = fewest; digits <= most; digits++)
            if (value.Round(digits, Rounding.Down) is var exact && exact == value) return Text(exact, digits);
        return Text(value.Round(most, Rounding.Down), most) + "…";
    }

    static string Text(decimal value, int digits) =>
        (value < 0 ? "−" : "") + decimal.Abs(value).ToString(Formats[digits], CultureInfo.InvariantCulture);

    // So many digits after the point, and the others in groups of three.
    static readonly string[] Formats = [.. Enumerable.Range(0, Most + 1).Select(digits => $"N{digits}")];

    static Rational Magnitude(Rational value) => value.Sign < 0 ? -value : value;

    static string Local(Instant instant, DateTimeZone zone, bool repeated)
    {
        var at = instant.InZone(zone);
        var text = at.LocalDateTime.ToString(at.Second == 0 && at.TickOfSecond == 0 ? "ddd uuuu-MM-dd HH:mm" : "ddd uuuu-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return repeated && zone.MapLocal(at.LocalDateTime).Count == 2 ? $"{text} ({Offset(instant, zone)})" : text;
    }

    static string Offset(Instant instant, DateTimeZone zone) => zone.GetUtcOffset(instant).ToString("+HH:mm", CultureInfo.InvariantCulture);
}

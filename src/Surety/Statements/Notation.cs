using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Statements;

/// <summary>How a language writes figures, money, dates and lengths of time. The digits, and where they are cut, are those of <see cref="Display"/>: no language shows another figure.</summary>
public abstract class Notation
{
    private Notation() { }

    /// <summary>What stands where there is no figure.</summary>
    public static string Nothing => Display.Nothing;

    /// <summary>The notation of a language.</summary>
    public static Notation In(Language language) => language == Language.German ? German.Only : English.Only;

    /// <inheritdoc cref="Display.Attained"/>
    public string Attained(LevelResult level) => level.Attained is Surety.Figure.At or Surety.Figure.Words ? Display.Attained(level) : Figures(level.Attained, Display.Attained(level));

    /// <inheritdoc cref="Display.Step"/>
    public string Step(LevelResult level, StepFigure step) => Attained(level with { Attained = step.Attained });

    /// <inheritdoc cref="Display.End"/>
    public string End(Figure figure, bool isLow) => figure is Surety.Figure.At or Surety.Figure.Words ? Display.End(figure, isLow) : Figures(figure, Display.End(figure, isLow));

    /// <inheritdoc cref="Display.Margin(LevelResult)"/>
    public abstract string Margin(LevelResult level);

    /// <inheritdoc cref="Display.Share"/>
    public string Share(Rational fraction, Rounding worse = Rounding.Floor) => Digits(Display.Share(fraction, worse));

    /// <inheritdoc cref="Display.Time(Duration)"/>
    public string Time(Duration time) => Digits(Display.Time(time));

    /// <summary>A length of time down to the tick, nothing cut.</summary>
    internal string Whole(Duration time) => Digits(time.ToTimeWords());

    /// <inheritdoc cref="Display.Money"/>
    public string Money(Money money) => Amount(Display.Money(money));

    /// <inheritdoc cref="Display.Count(long)"/>
    public string Count(long count) => Digits(Display.Count(count));

    /// <summary>A figure as a sealed statement shows it, in this notation.</summary>
    public string Sealed(string shown) => Digits(shown);

    /// <summary>A margin as a sealed statement shows it, by sign and word; told as <see cref="Margin"/> does: of a miss by the word alone.</summary>
    public string SealedMargin(string shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        foreach (var (side, isUnder) in new[] { (" under", true), (" over", false) })
            if (shown.EndsWith(side, StringComparison.Ordinal)) return Beside(Digits(shown[1..^side.Length]), isUnder);
        return Digits(shown);
    }

    /// <summary>By how much a target was missed, and on which side of it.</summary>
    private protected abstract string Beside(string size, bool isUnder);

    /// <inheritdoc cref="Display.Decimal"/>
    public string Decimal(Rational value) => Digits(Display.Decimal(value));

    /// <inheritdoc cref="Display.Figure"/>
    /// <returns>Words are in English.</returns>
    public string Figure(Figure figure, DateTimeZone zone) => figure switch
    {
        Surety.Figure.At at => at.IsEnd ? Deadline(at.Value, zone) : Moment(at.Value, zone),
        Surety.Figure.Words words => words.Value,
        _ => Figures(figure, Display.Figure(figure, zone)),
    };

    /// <inheritdoc cref="Display.Instant"/>
    public abstract string Instant(Instant instant, DateTimeZone zone);

    /// <inheritdoc cref="Display.Moment"/>
    public abstract string Moment(Instant instant, DateTimeZone zone);

    /// <summary>An instant like <see cref="Moment"/>, its day left out where that is the day of the instant before it.</summary>
    public string MomentAfter(Instant from, Instant until, DateTimeZone zone)
    {
        var text = Moment(until, zone);
        return from.InZone(zone).Date == until.InZone(zone).Date ? text[(text.IndexOf(' ', 4) + 1)..] : text;
    }

    /// <inheritdoc cref="Display.ToTheMinute"/>
    public string ToTheMinute(Instant instant) => $"{Moment(NodaTime.Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds() / 60 * 60), DateTimeZone.Utc)} UTC";

    /// <inheritdoc cref="Display.Deadline"/>
    public abstract string Deadline(Instant last, DateTimeZone zone);

    /// <summary>A date alone: <c>2026-11-30</c>, <c>30.11.2026</c>.</summary>
    public abstract string Date(LocalDate date);

    /// <inheritdoc cref="Display.Day"/>
    public abstract string Day(LocalDate date);

    /// <inheritdoc cref="Display.Window"/>
    public abstract string Window(Window window);

    /// <inheritdoc cref="Display.Months"/>
    public abstract string Months(Window stretch);

    /// <summary>A period by the name that facts call it by: <c>2026-10</c>, <c>2026-Q3</c>, <c>term</c>.</summary>
    public abstract string Period(string name);

    /// <inheritdoc cref="Display.Scope(Labels)"/>
    public abstract string Scope(Labels labels);

    /// <summary>The name of a label.</summary>
    public abstract string Label(string name);

    /// <summary>A level with its scope: <c>response, priority P1</c>.</summary>
    public string Level(string level, Labels scope) => scope.Items.Count == 0 ? level : $"{level}, {Scope(scope)}";

    /// <summary>Words of an agreement, as a target or a cap has them: those of the grammar in the language.</summary>
    /// <param name="words">As <see cref="LevelResult.Target"/> has them.</param>
    /// <returns>In English, where the language has no words for all of it.</returns>
    public abstract Sentence Phrase(string words);

    /// <summary>The same where the sentence around it asks for the dative.</summary>
    internal abstract Sentence Phrase(string words, bool inDative);

    /// <summary>How what a row for all others took is called.</summary>
    internal abstract string Others { get; }

    /// <summary>Figures, amounts, dates and times that stand among English words.</summary>
    /// <returns><c>null</c>: other words are among them.</returns>
    internal abstract string? Shown(string english);

    /// <summary>A window by the name that English has for it: <c>October 2026</c>, <c>2026-10</c>, <c>Q4 2026</c>, <c>January to October 2026</c>.</summary>
    /// <returns><c>null</c>: it is none.</returns>
    internal abstract string? Called(string english);

    /// <summary>What gives a right, as <see cref="RightStatus.Trigger"/> has it.</summary>
    /// <param name="words">As written.</param>
    /// <param name="levels">Names of levels: it begins with one.</param>
    /// <returns>In English, where the language has no words for all of it.</returns>
    public abstract Sentence Trigger(string words, IEnumerable<string> levels);

    string Figures(Figure? figure, string english) => figure is Surety.Figure.Amount ? Amount(english) : Digits(english);

    /// <summary>Digits and units that stand in English notation.</summary>
    private protected abstract string Digits(string english);

    /// <summary>An amount of money that stands in English notation.</summary>
    private protected abstract string Amount(string english);

    sealed class English : Notation
    {
        public static readonly English Only = new();

        public override string Margin(LevelResult level) => Display.Margin(level);

        private protected override string Beside(string size, bool isUnder) => size + (isUnder ? " under" : " over");

        public override string Instant(Instant instant, DateTimeZone zone) => Display.Instant(instant, zone);

        public override string Moment(Instant instant, DateTimeZone zone) => Display.Moment(instant, zone);

        public override string Deadline(Instant last, DateTimeZone zone) => Display.Deadline(last, zone);

        public override string Date(LocalDate date) => Display.Iso(date);

        public override string Day(LocalDate date) => Display.Day(date);

        public override string Window(Window window) => Display.Window(window);

        public override string Months(Window stretch) => Display.Months(stretch);

        public override string Period(string name) => Display.Period(name);

        public override string Scope(Labels labels) => Display.Scope(labels);

        public override string Label(string name) => name;

        public override Sentence Phrase(string words) => words;

        internal override Sentence Phrase(string words, bool inDative) => words;

        internal override string Others => "any other";

        internal override string? Shown(string english) => english;

        internal override string? Called(string english) => english;

        public override Sentence Trigger(string words, IEnumerable<string> levels) => words;

        private protected override string Digits(string english) => english;

        private protected override string Amount(string english) => english;
    }

    sealed class German : Notation
    {
        public static readonly German Only = new();

        static readonly string[] Weekdays = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];

        static readonly string[] EnglishWeekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

        // Asked for names of periods alone, it keeps nothing.
        static readonly PhraseText Phrases = new(Vocabulary.Of("de"), new Dictionary<string, string>());

        public override string Margin(LevelResult level) => Display.Margin(level, out var sign, out var side) is not { } size ? ""
            : side.Length == 0 ? sign + Figures(level.Attained, size) : Beside(Figures(level.Attained, size), side == " under");

        private protected override string Beside(string size, bool isUnder) => size + (isUnder ? " darunter" : " darüber");

        public override string Instant(Instant instant, DateTimeZone zone) => $"{Local(instant, zone)} {zone.Id} ({Offset(instant, zone)})";

        public override string Moment(Instant instant, DateTimeZone zone)
        {
            var text = Local(instant, zone);
            return zone.MapLocal(instant.InZone(zone).LocalDateTime).Count == 2 ? $"{text} ({Offset(instant, zone)})" : text;
        }

        public override string Deadline(Instant last, DateTimeZone zone)
        {
            var local = last.InZone(zone).LocalDateTime;
            // A day ends at 24:00; what ends with the day before begins nothing today.
            return local.TimeOfDay == LocalTime.Midnight ? $"{Day(local.Date.PlusDays(-1))} 24:00" : local.TimeOfDay >= new LocalTime(23, 59, 59) ? $"{Day(local.Date)} 24:00" : Moment(last, zone);
        }

        public override string Date(LocalDate date) => date.ToString("dd.MM.uuuu", CultureInfo.InvariantCulture);

        public override string Day(LocalDate date) => $"{Weekdays[(int)date.DayOfWeek - 1]} {Date(date)}";

        public override string Window(Window window) => window.Whole is null ? window.Rule switch
        {
            WindowRule.Months { FirstDay: 1, Count: 1 } or WindowRule.Months { FirstDay: 1, FirstMonth: 1, Count: 3 or 6 or 12 } => Phrases.Period(window.Name),
            WindowRule.Rolling { OfDays: false } => Months(window),
            WindowRule.Days => Day(window.From),
            WindowRule.Months or WindowRule.Weeks or WindowRule.Rolling => Days(window),
        } : Days(window);

        string Days(Window window) => $"{Date(window.From)} bis {Date(window.Until.PlusDays(-1))}";

        public override string Months(Window stretch)
        {
            var (first, last) = (stretch.From, stretch.Until.PlusDays(-1));
            if (first.Year == last.Year && first.Month == last.Month) return Month(first);
            return $"{(first.Year == last.Year ? Month(first)[..^5] : Month(first))} bis {Month(last)}";
        }

        static string Month(LocalDate day) => Phrases.Period($"{day.Year:D4}-{day.Month:D2}");

        public override string Period(string name) => Phrases.Period(name);

        public override string Scope(Labels labels) => string.Join(", ", labels.Items.Select(l => l.Value == "otherwise" ? $"{Label(l.Name)} (alle übrigen)" : $"{Label(l.Name)} {l.Value}"));

        public override string Label(string name) => name switch { "priority" => "Priorität", "tier" => "Stufe", "region" => "Region", "member" => "Mitglied", "service" => "Leistung", _ => name };

        public override Sentence Phrase(string words) => Phrase(words, inDative: false);

        internal override Sentence Phrase(string words, bool inDative) => PhraseText.OfWords(Vocabulary.Of("de"), words, inDative: inDative) is { } said ? said : Sentence.InEnglish(words);

        internal override string Others => "alle übrigen";

        internal override string? Shown(string english)
        {
            const string End = "end of ";
            if (english.StartsWith(End, StringComparison.Ordinal)) return Shown(english[End.Length..]) is { } day ? $"{day} 24:00" : null;
            if (!english.Any(char.IsAsciiDigit)) return null;
            var words = english.Split(' ');
            for (var i = 0; i < words.Length; i++)
            {
                var bare = words[i].TrimEnd(',', ')').TrimStart('(');
                if (bare.Length == 0 || words[i].IndexOf(bare, StringComparison.Ordinal) is var at && Piece(bare) is not { } told) return null;
                words[i] = words[i][..at] + told + words[i][(at + bare.Length)..];
            }
            // The code of a currency stands behind its amount.
            for (var i = 0; i + 1 < words.Length; i++)
                if (words[i].Length == 3 && words[i].All(char.IsAsciiLetterUpper) && words[i] != "UTC" && words[i + 1].Any(char.IsAsciiDigit)) (words[i], words[i + 1]) = (words[i + 1].TrimEnd(','), words[i] + (words[i + 1].EndsWith(',') ? "," : ""));
            return string.Join(' ', words);
        }

        string? Piece(string english) => Array.IndexOf(EnglishWeekdays, english) is >= 0 and var day ? Weekdays[day]
            : english is "h" or "min" or "s" or "ms" or "%" or "UTC" or "–" || english.Length == 3 && english.All(char.IsAsciiLetterUpper) ? english
            : LocalDatePattern.Iso.Parse(english) is { Success: true, Value: var date } ? Date(date)
            : english.All(c => char.IsAsciiDigit(c) || c is ':' or '.' or '-' or '+') && english.Contains(':', StringComparison.Ordinal) ? english
            : english.All(c => char.IsAsciiDigit(c) || c is '.' or ',' or '−' or '-' or '+' or '±' or '…') && english.Any(char.IsAsciiDigit) ? Digits(english) : null;

        internal override string? Called(string english) => english.Split(" to ") switch
        {
            [var one] => english == "term" ? Period(english) : One(one),
            [var from, var to] when LocalDatePattern.Iso.Parse(from) is { Success: true, Value: var first } && LocalDatePattern.Iso.Parse(to) is { Success: true, Value: var last } => $"{Date(first)} bis {Date(last)}",
            [var from, var to] when One(to) is { } until && (One(from) ?? Month(from)) is { } since => $"{since} bis {until}",
            _ => null,
        };

        static string? One(string english) => english.Split(' ') switch
        {
            [{ Length: 4 } year] when year.All(char.IsAsciiDigit) => year,
            [var name] => Phrases.Period(name) is var told && told != name ? LocalDatePattern.Iso.Parse(name) is { Success: true, Value: var date } ? Only.Date(date) : told : null,
            [var month, { Length: 4 } year] when year.All(char.IsAsciiDigit) => month is ['Q' or 'H', _] ? Phrases.Period($"{year}-{month}") : Month(month) is { } told ? $"{told} {year}" : null,
            [{ Length: 3 } weekday, var day] when Array.IndexOf(EnglishWeekdays, weekday) is >= 0 and var at && LocalDatePattern.Iso.Parse(day) is { Success: true, Value: var date } => $"{Weekdays[at]} {Only.Date(date)}",
            _ => null,
        };

        static string? Month(string english) => CultureInfo.InvariantCulture.DateTimeFormat.MonthNames is var names && Array.IndexOf(names, english) is >= 0 and < 12 and var at ? Phrases.Period($"2000-{at + 1:D2}")[..^5] : null;

        public override Sentence Trigger(string words, IEnumerable<string> levels)
        {
            var level = levels.Where(n => words.StartsWith($"{n} ", StringComparison.Ordinal) || words.StartsWith($"{n}, ", StringComparison.Ordinal)).MaxBy(n => n.Length);
            return level is not null && PhraseText.OfWords(Vocabulary.Of("de"), words, level, "escalation/rights/*/when/-") is { } said ? said : Sentence.InEnglish(words);
        }

        // 1,234.5 is 1.234,5.
        private protected override string Digits(string english) => string.Create(english.Length, english, (digits, from) =>
        {
            for (var i = 0; i < digits.Length; i++) digits[i] = from[i] switch { '.' => ',', ',' => '.', var other => other };
        });

        private protected override string Amount(string english) => english.Split(' ', 2) is [var currency, var amount] ? $"{Digits(amount)} {currency}" : english;

        string Local(Instant instant, DateTimeZone zone)
        {
            var at = instant.InZone(zone);
            return $"{Day(at.Date)} {at.TimeOfDay.ToString(at.Second == 0 && at.TickOfSecond == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture)}";
        }

        static string Offset(Instant instant, DateTimeZone zone) => zone.GetUtcOffset(instant).ToString("+HH:mm", CultureInfo.InvariantCulture);
    }
}

using NodaTime;

namespace Surety.Text;

/// <summary>Lengths of time. Grammar: docs/guide/grammar.md, "Lengths of time".</summary>
internal static class Spans
{
    const long Century = 36_525;

    /// <summary>Units of the clock, longest first, with their nanoseconds; after a longer one a shorter one may follow.</summary>
    static readonly (string[] Words, long Nanoseconds)[] ClockUnits =
    [
        (["h", "hour", "hours"], NodaConstants.NanosecondsPerHour),
        (["min", "minute", "minutes"], NodaConstants.NanosecondsPerMinute),
        (["s", "sec", "second", "seconds"], NodaConstants.NanosecondsPerSecond),
        (["ms", "millisecond", "milliseconds"], NodaConstants.NanosecondsPerMillisecond),
    ];

    static readonly (string[] Words, Func<int, string, Span> Of, int DaysEach)[] CalendarUnits =
    [
        (["day", "days"], (n, words) => new Span.Days(n, words), 1),
        (["week", "weeks"], (n, words) => new Span.Days(n * 7, words), 7),
        (["month", "months"], (n, words) => new Span.Months(n, words), 31),
        (["quarter", "quarters"], (n, words) => new Span.Months(n * 3, words), 92),
        (["half-year", "half-years"], (n, words) => new Span.Months(n * 6, words), 184),
        (["year", "years"], (n, words) => new Span.Months(n * 12, words), 366),
    ];

    /// <summary>span = elapsed | calendar span | business span</summary>
    public static Span? TrySpan(PhraseReader phrase)
    {
        var start = phrase.Position;
        if (TryEndOfBusinessDay(phrase) is { } end) return end;
        if (phrase.TryKind(TokenKind.Number, "a length of time") is { } number)
        {
            if (TryUnit(phrase, number, start) is { } span) return span;
            if (phrase.Peek().IsWord("m"))
                phrase.Error(phrase.At, "phrase.unit", "The unit 'm' can be minutes or months.", "Write 'min' or 'months'.");
        }
        phrase.Back(start);
        return null;
    }

    public static Span? Span(PhraseReader phrase) => TrySpan(phrase) ?? phrase.Refuse<Span>("a length of time");

    /// <summary>elapsed = number clock unit { number shorter clock unit }</summary>
    public static Duration? TryElapsed(PhraseReader phrase)
    {
        var start = phrase.Position;
        if (TrySpan(phrase) is Span.Elapsed elapsed) return elapsed.Time;
        phrase.Back(start);
        return null;
    }

    /// <summary>Takes time on the clock, or refuses.</summary>
    public static Duration? Elapsed(PhraseReader phrase)
    {
        var at = phrase.At;
        switch (TrySpan(phrase))
        {
            case null: return phrase.Refuse<Duration?>("a time in hours, minutes or seconds");
            case Span.Elapsed elapsed: return elapsed.Time;
            case var other:
                phrase.Error(at, "phrase.unit", $"{Quoted.Of(other.Words)} is not counted in hours, minutes or seconds, and only such a time can stand here.", "Write '15 min' or '24 h'.");
                return null;
        }
    }

    static Span? TryUnit(PhraseReader phrase, Token number, int start)
    {
        if (phrase.TryWord("business")) return TryBusiness(phrase, number, start);
        if (TryClockUnit(phrase, 0) is { } unit)
        {
            phrase.Spell(phrase.Position - 1, ClockUnits[unit].Words[0], PieceKind.Word);
            return Clock(phrase, number, unit, isShort: true) is { } time ? new Span.Elapsed(time, phrase.Since(start)) : null;
        }
        foreach (var (words, of, daysEach) in CalendarUnits)
        {
            if (phrase.TryAny(words) is null) continue;
            if (Count(phrase, number, daysEach) is not { } count) return null;
            phrase.Spell(phrase.Position - 1, words[count == 1 ? 0 : 1], PieceKind.Word);
            return of(count, phrase.Since(start));
        }
        return null;
    }

    /// <summary>business span = number "business" ( "hours" | "minutes" | "days" [ "of" elapsed ] )</summary>
    static Span? TryBusiness(PhraseReader phrase, Token number, int start)
    {
        if (TryClockUnit(phrase, 0) is { } unit) return Clock(phrase, number, unit, isShort: false) is { } time ? new Span.BusinessTime(time, phrase.Since(start)) : null;
        if (phrase.TryAny("day", "days") is null || Count(phrase, number, 1) is not { } count) return null;
        if (!phrase.TryWord("of")) return new Span.BusinessDays(count, phrase.Since(start));
        if (Elapsed(phrase) is not { } each) return null;
        if (each > Duration.Zero && each <= Duration.FromDays(1)) return new Span.BusinessDaysOf(count, each, phrase.Since(start));
        phrase.Error(phrase.LocationOf(number), "phrase.span", "A business day has more than 0 and at most 24 hours.");
        return null;
    }

    /// <summary>end of business day = [ "the" ] "end of the" ( ordinal | "same" | "next" ) "business day"</summary>
    static Span.EndOfBusinessDay? TryEndOfBusinessDay(PhraseReader phrase)
    {
        var start = phrase.Position;
        if (phrase.TryAny("the end of the same business day", "end of the same business day") is not null) return new(0, phrase.Since(start));
        if (phrase.TryAny("the end of the next business day", "end of the next business day") is not null) return new(1, phrase.Since(start));
        if (phrase.TryAny("the end of the", "end of the") is not null && Amounts.TryOrdinal(phrase) is { } day and >= 1 and <= (int)Century && phrase.TryWord("business day")) return new(day, phrase.Since(start));
        phrase.Back(start);
        return null;
    }

    static int? TryClockUnit(PhraseReader phrase, int from)
    {
        for (var i = from; i < ClockUnits.Length; i++)
            if (phrase.TryAny(ClockUnits[i].Words) is not null) return i;
        return null;
    }

    static Duration? Clock(PhraseReader phrase, Token number, int unit, bool isShort)
    {
        if (Exactly(phrase, number, unit) is not { } time) return null;
        var start = phrase.Position;
        if (phrase.Peek().Kind == TokenKind.Number && phrase.Next() is var next && TryClockUnit(phrase, unit + 1) is { } shorter)
        {
            if (isShort) phrase.Spell(phrase.Position - 1, ClockUnits[shorter].Words[0], PieceKind.Word);
            return Clock(phrase, next, shorter, isShort) is { } rest ? time + rest : null;
        }
        phrase.Back(start);
        return time;
    }

    static Duration? Exactly(PhraseReader phrase, Token number, int unit)
    {
        var most = Century * NodaConstants.NanosecondsPerDay / ClockUnits[unit].Nanoseconds;
        if (number.Number <= most && number.Number * ClockUnits[unit].Nanoseconds is var exact && decimal.Truncate(exact) == exact) return Duration.FromNanoseconds((long)exact);
        phrase.Error(phrase.LocationOf(number), "phrase.span", number.Number > most ? "The time is longer than a century." : "The time is not a whole number of nanoseconds.");
        return null;
    }

    static int? Count(PhraseReader phrase, Token number, int daysEach)
    {
        if (number.Number * daysEach > Century) phrase.Error(phrase.LocationOf(number), "phrase.span", "The time is longer than a century.");
        else if (decimal.Truncate(number.Number) != number.Number)
            phrase.Error(phrase.LocationOf(number), "phrase.span", "Days, weeks, months, quarters and years are counted whole.", "Write a smaller unit, as '36 h' for one and a half days of 24 hours.");
        else return (int)number.Number;
        return null;
    }
}

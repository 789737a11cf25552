using NodaTime;

namespace Surety.Text;

/// <summary>Days of the week and hours of the day. Grammar: docs/guide/grammar.md, "Dates and hours".</summary>
internal static class Hours
{
    const string Day = "a day like 'mon' or 'monday'";
    static readonly string[] Names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>time ranges = time range { ( "," | "and" ) time range }</summary>
    /// <returns>Sorted, without overlap; boxed in a list so that <c>null</c> is a refusal.</returns>
    public static ValueList<TimeRange>? TimeRanges(PhraseReader phrase)
    {
        var ranges = new List<TimeRange>();
        do
        {
            var at = phrase.At;
            if (Range(phrase) is not { } range) return null;
            if (ranges.Count > 0 && range.Start < ranges[^1].End)
            {
                phrase.Error(at, "phrase.hours", $"The hours {range} begin before {ranges[^1]} end.", "Write hours in order, and each once.");
                return null;
            }
            ranges.Add(range);
        }
        while (phrase.TryMark(",") || phrase.TryWord("and"));
        return ranges.ToValueList();
    }

    /// <summary>time range = clock ( "-" | "to" ) clock</summary>
    public static TimeRange? Range(PhraseReader phrase)
    {
        var (at, from) = (phrase.At, phrase.Position);
        if (phrase.TryKind(TokenKind.Clock, "hours like 08:00-12:00") is not { } start) return phrase.Refuse<TimeRange?>("hours like 08:00-12:00");
        if (!phrase.TryMark("-") && !phrase.TryWord("to")) return phrase.Refuse<TimeRange?>("'-'");
        if (phrase.TryKind(TokenKind.Clock, "a time of day like 17:00") is not { } end) return phrase.Refuse<TimeRange?>("a time of day like 17:00");
        phrase.Spell(from, $"{start.Text.PadLeft(5, '0')}-{end.Text.PadLeft(5, '0')}", PieceKind.Hours);
        if (start.Number < end.Number) return new TimeRange((int)start.Number, (int)end.Number);
        phrase.Error(at, "phrase.hours", $"The hours end at {end.Text}, which is not after {start.Text}.", $"Hours over midnight are written as two: '{start.Text}-24:00', and on the next day '00:00-{end.Text}'.");
        return null;
    }

    /// <summary>weekdays = "every day" | days { ( "," | "and" ) days }; days = day [ "-" day ]</summary>
    /// <returns>From monday on, each once.</returns>
    public static ValueList<IsoDayOfWeek>? Weekdays(PhraseReader phrase)
    {
        if (phrase.TryWord("every day")) return Enumerable.Range(1, 7).Select(d => (IsoDayOfWeek)d).ToValueList();
        var days = new SortedSet<IsoDayOfWeek>();
        do
        {
            var at = phrase.At;
            if (Days(phrase) is not { } some) return null;
            foreach (var day in some)
            {
                if (days.Add(day)) continue;
                phrase.Error(at, "phrase.weekday", $"{day} stands here a second time.", "Write each day once.");
                return null;
            }
        }
        while (phrase.TryMark(",") || phrase.TryWord("and"));
        return days.ToValueList();
    }

    static List<IsoDayOfWeek>? Days(PhraseReader phrase)
    {
        if (phrase.Peek().Kind != TokenKind.Word) return phrase.Refuse<List<IsoDayOfWeek>>(Day);
        var (word, from) = (phrase.Peek(), phrase.Position);
        var ends = word.Text.Split('-');
        if (ends.Length > 2 || Of(ends[0]) is not { } first || Of(ends[^1]) is not { } last)
        {
            var wrong = Array.Find(ends, e => Of(e) is null) ?? word.Text;
            phrase.Error(phrase.At, "phrase.weekday", $"{Quoted.Of(wrong)} is no day of the week.", Nearest.Question(wrong, Names) ?? "Write days like 'mon', 'mon-fri' or 'saturday and sunday'.");
            return null;
        }
        phrase.Next();
        if (ends.Length == 1 && (phrase.TryMark("-") || phrase.TryWord("to")))
        {
            if (phrase.Peek() is not { Kind: TokenKind.Word } other || Of(other.Text) is not { } end) return phrase.Refuse<List<IsoDayOfWeek>>(Day);
            phrase.Next();
            last = end;
        }
        phrase.Spell(from, first != last ? $"{Names[(int)first - 1][..3]}-{Names[(int)last - 1][..3]}" : word.Text.Length == 3 ? Names[(int)first - 1][..3] : $"{first}", PieceKind.Days);
        var days = new List<IsoDayOfWeek> { first };
        while (days[^1] != last) days.Add((IsoDayOfWeek)(((int)days[^1] % 7) + 1));
        return days;
    }

    static IsoDayOfWeek? Of(string word)
    {
        var index = Array.FindIndex(Names, n => n.Equals(word, StringComparison.OrdinalIgnoreCase) || n[..3].Equals(word, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (IsoDayOfWeek)(index + 1);
    }
}

using System.Buffers;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Text;

namespace Surety.Facts;

/// <summary>One fact as it was written, before anybody knows what it means: names and texts, each with its place.</summary>
/// <remarks>JSON Lines and CSV both come to this; a nested name is joined with a point: <c>labels.region</c>.</remarks>
internal sealed class FactFields
{
    readonly List<Field> fields = new(8);
    // Of each field, whether somebody has asked for its name.
    readonly List<bool> asked = new(8);

    public FactFields(Location at, Origin origin, string source, Problems problems) => (At, Origin, FileSource, Problems) = (at, origin, source, problems);

    public Location At { get; }

    public Origin Origin { get; }

    /// <summary>The source of facts that name none: their file.</summary>
    public string FileSource { get; }

    public Problems Problems { get; }

    /// <summary>Whether something was refused, so that the fact has no meaning.</summary>
    public bool IsRefused { get; private set; }

    public readonly record struct Field(string Name, string Text, Location At);

    /// <summary>Names and texts in the order in which they were written.</summary>
    public IReadOnlyList<Field> Written => fields;

    public void Add(string name, string text, Location at)
    {
        fields.Add(new(name, text, at));
        asked.Add(false);
    }

    /// <summary>Whether a name or a text has the character U+0000, which no database and no sheet keeps; then that was told.</summary>
    public bool RefusesNul()
    {
        foreach (var field in fields)
        {
            if (!field.Text.Contains('\0') && !field.Name.Contains('\0')) continue;
            Refuse(field.At, "fact.text", $"{Quoted.Of(field.Name)} has the character U+0000, which neither databases nor sheets keep.", "Leave it out.");
            return true;
        }
        return false;
    }

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name) => Find(name)?.Text;

    public string Required(string name)
    {
        if (Find(name) is { Text.Length: > 0 } field) return field.Text;
        Refuse(At, "fact.missing", $"The fact has no {Quoted.Of(name)}.", $"Add \"{name}\".");
        return "";
    }

    /// <summary>What all fields of a name list; none where there is none.</summary>
    public IReadOnlyList<string> All(string name)
    {
        List<string>? all = null;
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name != name) continue;
            asked[i] = true;
            (all ??= []).AddRange(fields[i].Text.Split([",", " and "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        return all ?? (IReadOnlyList<string>)[];
    }

    public IEnumerable<Label> Under(string prefix)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            // An empty group is as good as none.
            if (field.Text.Length == 0 && prefix.AsSpan().TrimEnd('.').SequenceEqual(field.Name)) asked[i] = true;
            if (!field.Name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            asked[i] = true;
            yield return new(field.Name[prefix.Length..], field.Text);
        }
    }

    public Instant RequiredInstant(string name)
    {
        if (Find(name) is null) Required(name);
        return Instant(name) ?? default;
    }

    /// <param name="name">Of the field.</param>
    /// <param name="mayBeDate">Whether a date would do, so that a refusal says how it is written.</param>
    public Instant? Instant(string name, bool mayBeDate = false)
    {
        if (Find(name) is not { } field) return null;
        if (IsPlainly(field.Text, out var read)) return NodaTime.Instant.FromUnixTimeTicks(read);
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(field.Text.Replace(' ', 'T'));
        if (!parsed.Success)
        {
            var written = field.Text.Replace(' ', 'T');
            if (LocalDateTimePattern.ExtendedIso.Parse(written).Success || ToTheMinute.Parse(written).Success)
                Refuse(field.At, "fact.instant", $"{Quoted.Of(field.Text)} is a local time, and nobody knows whose.", $"Add {(written.Length == 16 ? "the seconds and " : "")}the offset, '…Z' or '…+01:00'; tables of local times are read with a mapping that names the zone.");
            else if (OtherForms.Instant(field.Text, mayBeDate) is var (what, mend)) Refuse(field.At, "fact.instant", $"{Quoted.Of(field.Text)} {what}.", mend);
            else Refuse(field.At, "fact.instant", $"{Quoted.Of(field.Text)} is no instant.", $"Write {(mayBeDate ? "a date, '2026-10-01', or an instant, " : "")}'2026-10-01T08:00:00Z', or with an offset.");
            return null;
        }
        var instant = parsed.Value.ToInstant();
        if (instant < Earliest || instant >= Latest)
            Refuse(field.At, "fact.instant-range", $"{Quoted.Of(field.Text)} lies outside 1970 to 2199.", "Correct the date.");
        else if (instant.ToUnixTimeTicks() is var ticks && NodaTime.Instant.FromUnixTimeTicks(ticks) != instant)
            Refuse(field.At, "fact.instant-digits", $"{Quoted.Of(field.Text)} is finer than 100 ns.", "Write at most 7 digits after the second.");
        else return instant;
        return null;
    }

    /// <summary>The instant that a text is where one is wanted; <c>null</c>: it is none.</summary>
    public static Instant? InstantOf(string text) =>
        IsPlainly(text, out var ticks) ? NodaTime.Instant.FromUnixTimeTicks(ticks) : OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', 'T')) is { Success: true, Value: var parsed } ? parsed.ToInstant() : null;

    /// <summary>Whether it is an instant as programs write them.</summary>
    static bool IsPlainly(string text, out long ticks)
    {
        ticks = 0;
        Span<byte> ascii = stackalloc byte[40];
        return text.Length <= ascii.Length && Ascii.FromUtf16(text, ascii, out var length) == OperationStatus.Done && PlainInstant.TryRead(ascii[..length], out ticks);
    }

    /// <summary>A date without a time of day, which is read in the zone of the agreement; <c>null</c> where it is absent or an instant.</summary>
    public LocalDate? Date(string name) =>
        Find(name) is { } field && LocalDatePattern.Iso.Parse(field.Text) is { Success: true, Value: { Year: >= 1970 and < 2200 } date } ? date : null;

    static readonly LocalDateTimePattern ToTheMinute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    public static Instant Earliest { get; } = NodaTime.Instant.FromUtc(1970, 1, 1, 0, 0);

    public static Instant Latest { get; } = NodaTime.Instant.FromUtc(2200, 1, 1, 0, 0);

    public decimal RequiredNumber(string name)
    {
        var text = Required(name);
        if (text.Length == 0) return 0;
        switch (ExactNumber.Read(text))
        {
            case (var number, null): return number;
            case (_, var wrong):
                Refuse(Find(name)!.Value.At, "fact.number", $"{Quoted.Of(text)} {wrong}", OtherForms.Number(text, Text("type") == "sample") ?? "Write digits with a point, 99.95, or with an exponent, 1.5e-3: at most 15 before the point and 28 in all.");
                return 0;
        }
    }

    public long RequiredCount(string name)
    {
        var text = Required(name);
        if (text.Length == 0) return 0;
        if (ExactNumber.Read(text) is ( >= 0 and <= 1_000_000_000_000_000 and var count, null) && decimal.IsInteger(count)) return (long)count;
        Refuse(Find(name)!.Value.At, "fact.count", $"{Quoted.Of(text)} is no count.", OtherForms.Count(text) ?? "Write a whole number, not below zero.");
        return 0;
    }

    public T Choice<T>(string name, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var text = Required(name);
        var words = new List<string>();
        foreach (var (word, value) in choices)
        {
            if (word == text) return value;
            words.Add(word);
        }
        if (text.Length > 0) Refuse(Find(name)!.Value.At, "fact.choice", $"{Quoted.Of(name)} cannot be {Quoted.Of(text)}.", Nearest.Question(text, words) ?? $"Write {Quoted.AnyOf(words)}.");
        return choices[0].Value;
    }

    public Location AtOf(string name) => Find(name)?.At ?? At;

    public void Refuse(Location at, string code, string message, string? mend = null)
    {
        IsRefused = true;
        Problems.Error(at, code, message, mend);
    }

    /// <summary>Refuses what nobody asked for.</summary>
    public void Finish(IReadOnlyList<string> known)
    {
        if (IsPlain()) return;
        var wanted = fields.Where((_, i) => asked[i]).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var group in fields.GroupBy(f => f.Name))
        {
            var field = group.First();
            if (!wanted.Contains(field.Name))
                Refuse(field.At, "fact.unknown-key", $"A fact of this type has no {Quoted.Of(field.Name)}.",
                    known.Contains(field.Name) ? $"As a label it stands under \"labels\": as {Quoted.Of($"labels.{field.Name}")} in a table." : Nearest.Question(field.Name, known) ?? "Labels of your own stand under \"labels\".");
            else if (group.Skip(1).Any() && field.Name != "agreed by")
                Refuse(group.Last().At, "fact.key-twice", $"{Quoted.Of(field.Name)} stands twice in one fact.", "Keep one of them.");
        }
    }

    /// <summary>Whether all was asked for, and nothing stands twice: few names, as nearly every fact has, are held against each other at once.</summary>
    bool IsPlain()
    {
        const int few = 16;
        if (fields.Count > few || asked.Contains(false)) return false;
        for (var i = 1; i < fields.Count; i++)
            for (var before = 0; before < i; before++)
                if (fields[i].Name == fields[before].Name) return false;
        return true;
    }

    Field? Find(string name)
    {
        Field? first = null;
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name != name) continue;
            asked[i] = true;
            first ??= fields[i];
        }
        return first is { Text.Length: 0 } ? null : first;
    }
}

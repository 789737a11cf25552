using NodaTime;
using NodaTime.Text;
using Surety.Facts;
using Surety.Text;

namespace Surety.Storage.Facts;

/// <summary>How a foreign table is read as facts.</summary>
/// <remarks>Source: docs/guide/mappings.md.</remarks>
public sealed record Mapping
{
    /// <summary>Who says so: the source of all facts.</summary>
    public required string Source { get; init; }

    /// <summary>Between cells.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Around cells that hold delimiters.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Names of the columns where the first line does not hold them; <c>null</c>: it does.</summary>
    public ValueList<string>? Header { get; init; }

    /// <summary>Rows that do not meet all of these are passed over.</summary>
    public ValueList<RowTest> Keep { get; init; }

    /// <summary>Of rows with the same value in this column only the last is read; <c>null</c>: every row.</summary>
    public string? OncePer { get; init; }

    /// <summary>Cells that mean that nothing is there, beside the empty one.</summary>
    public ValueList<MissingMarker> Missing { get; init; }

    /// <summary>How stamps are written and in which zone.</summary>
    public required Stamps Stamps { get; init; }

    /// <summary>What facts each row gives.</summary>
    public ValueList<FactRule> Facts { get; init; }

    /// <summary>Reads a mapping.</summary>
    /// <param name="file">The name to show in locations.</param><param name="bytes">YAML in block style.</param>
    public static Result<Mapping> Parse(string file, ReadOnlyMemory<byte> bytes) => MappingFile.Read(file, bytes);
}

/// <summary>A text that means that nothing is there.</summary>
/// <param name="Column">The column in which it means so; <c>null</c>: in all.</param>
/// <param name="Text">The text.</param>
public readonly record struct MissingMarker(string? Column, string Text);

/// <summary>How local stamps become instants.</summary>
/// <param name="Zone">Of stamps without an offset.</param>
/// <param name="Formats">Patterns like <c>MM/dd/yyyy hh:mm:ss tt</c>, tried in order; empty: RFC 3339 alone.</param>
/// <param name="SkippedIsLater">A local time that the clocks skip is read as much later as they skip; else it is refused.</param>
/// <param name="Repeated">What a local time that the clocks repeat means.</param>
/// <param name="ReallyIn">Stamps were written in this zone and marked with <paramref name="Zone"/> by mistake; <c>null</c>: no repair.</param>
/// <param name="Shift">Added to every stamp.</param>
public sealed record Stamps(DateTimeZone Zone, ValueList<string> Formats, bool SkippedIsLater, RepeatedTime Repeated, DateTimeZone? ReallyIn, Duration Shift);

/// <summary>Which of the two instants of a repeated local time is meant.</summary>
public enum RepeatedTime
{
    /// <summary>The first.</summary>
    Earlier,

    /// <summary>The second.</summary>
    Later,

    /// <summary>Nobody can tell.</summary>
    Refuse,
}

/// <summary>A question about one cell of a row.</summary>
/// <param name="Column">The column.</param>
/// <param name="Is">Any of these values; empty: a missing one.</param>
/// <param name="IsNegated">Whether the answer has to be no.</param>
public sealed record RowTest(string Column, ValueList<string> Is, bool IsNegated);

/// <summary>One fact that a row gives, if it meets the tests.</summary>
/// <param name="Type">Type of the fact.</param><param name="Tests">All must be met.</param><param name="Cells">Its keys.</param>
public sealed record FactRule(string Type, ValueList<RowTest> Tests, ValueList<CellRule> Cells);

/// <summary>What one key of a fact is made of.</summary>
/// <param name="Key">The key; a label is <c>labels.NAME</c>.</param>
/// <param name="Column">The column it is read from; <c>null</c>: it is always <paramref name="Constant"/>.</param>
/// <param name="Constant">A text, where there is no column.</param>
/// <param name="Values">What cells mean; a cell that is not listed means itself.</param>
public sealed record CellRule(string Key, string? Column, string? Constant, ValueList<Label> Values);

/// <summary>Reads mapping files.</summary>
static class MappingFile
{
    public static Result<Mapping> Read(string file, ReadOnlyMemory<byte> bytes)
    {
        var tree = Tree.Parse(file, bytes);
        var problems = new Problems();
        foreach (var problem in tree.Problems) problems.Add(problem);
        if (tree.Root is not Node.Mapping root)
        {
            if (!problems.HasErrors) problems.Error(new(file, 1, 1), "mapping.kind", "A mapping is lines 'key: value'.", "Begin with 'mapping: NAME OF THE SOURCE'.");
            return new Result<Mapping>.Refused(problems.ToValueList());
        }
        var reading = new Reading(problems);
        var top = reading.Begin(root);
        var table = top.Optional("table").Mapping();
        var mapping = new Mapping
        {
            Source = top.Required("mapping").Text() ?? "",
            Delimiter = Sign(table.Optional("delimiter"), ','),
            Quote = Sign(table.Optional("quote"), '"'),
            Header = table.Has("header") ? table.Optional("header").Scalars().Select(s => s.Text).ToValueList() : null,
            Keep = Tests(top.Optional("keep when")),
            OncePer = Column(top.Optional("once per")),
            Missing = Markers(top.Optional("missing")).ToValueList(),
            Stamps = StampsOf(top),
            Facts = top.Required("facts").Items().Select(Rule).ToValueList(),
        };
        reading.Finish();
        return problems.HasErrors ? new Result<Mapping>.Refused(problems.ToValueList()) : new Result<Mapping>.Ok(mapping, problems.ToValueList());
    }

    static IEnumerable<MissingMarker> Markers(ValueReader value) => value.IsMapping
        ? value.Entries().SelectMany(e => e.Value.Scalars().Select(s => new MissingMarker(e.Name.Text, s.Text)))
        : value.Scalars().Select(s => new MissingMarker(null, s.Text));

    static Stamps StampsOf(MappingReader top)
    {
        var repair = top.Optional("repair").Mapping();
        var (stampedAs, really) = (ZoneOf(repair.Optional("stamped as")), ZoneOf(repair.Optional("really")));
        if (repair.IsPresent && (stampedAs is null) != (really is null)) top.Problems.Error(repair.At, "mapping.repair", "A repair names both zones.", "Write 'stamped as' and 'really', or 'shift' alone.");
        var formats = top.Optional("dates").Scalars();
        foreach (var format in formats)
            if (Pattern(format.Text) is null) top.Problems.Error(format.At, "mapping.dates", $"{Quoted.Of(format.Text)} is no format of a date with time.", "Write it with yyyy, MM or M, dd or d, HH or hh with tt, mm, ss.");
        return new(stampedAs ?? ZoneOf(top.Optional("zone")) ?? DateTimeZone.Utc, formats.Select(f => f.Text).ToValueList(),
            Choice(top.Optional("skipped"), "later", "refuse") == 0,
            (RepeatedTime)Choice(top.Optional("repeated"), "earlier", "later", "refuse"), really, repair.Optional("shift").IsPresent ? Shift(repair.Optional("shift")) : Duration.Zero);
    }

    static Duration Shift(ValueReader value)
    {
        var isBack = value.Text()?.StartsWith('-') ?? false;
        var text = value.Text()?.TrimStart('-', '+').Trim() ?? "";
        if (PhraseReader.Parse(value.At.File, text, p => Spans.TryElapsed(p)) is Result<Duration>.Ok span) return isBack ? -span.Value : span.Value;
        value.RefuseKind("a time like '5 h' or '-90 min'");
        return Duration.Zero;
    }

    static FactRule Rule(ValueReader item)
    {
        var rule = item.Mapping();
        var type = rule.Required("type").Scalar();
        if (type is not null && !FactTypes.All.Any(t => t.Type == type.Text))
            rule.Problems.Error(type.At, "fact.type", $"There is no type of fact {Quoted.Of(type.Text)}.", Nearest.Question(type.Text, FactTypes.All.Select(t => t.Type)));
        var tests = Tests(rule.Optional("only when"));
        var cells = new List<CellRule>();
        var keys = FactTypes.All.Where(t => t.Type == type?.Text).SelectMany(t => t.Keys).Select(k => k.TrimEnd('?')).Concat(FactTypes.Common).Distinct()
            .Where(k => k is not ("type" or "source") && !k.EndsWith(".*", StringComparison.Ordinal));
        foreach (var key in keys)
            if (rule.Optional(key) is { IsPresent: true } value) cells.Add(Cell(key, value));
        foreach (var group in new[] { "labels", "attributes" })
            foreach (var (name, value) in rule.Optional(group).Entries()) cells.Add(Cell($"{group}.{name.Text}", value));
        return new(type?.Text ?? "", tests, cells.ToValueList());
    }

    static CellRule Cell(string key, ValueReader value)
    {
        if (value.IsMapping)
        {
            var detail = value.Mapping();
            return new(key, detail.Required("column").Text(), null, detail.Optional("values").Entries().Select(e => new Label(e.Name.Text, e.Value.Text() ?? "")).ToValueList());
        }
        var text = value.Text() ?? "";
        return text.StartsWith("column ", StringComparison.Ordinal) ? new(key, text[7..].Trim(), null, []) : new(key, null, text, []);
    }

    static ValueList<RowTest> Tests(ValueReader value) => value.Scalars().Select(s => Test(s, value.Problems)).OfType<RowTest>().ToValueList();

    /// <summary>test = column ( "=" | "is" | "is not" ) ( "missing" | value { " or " value } )</summary>
    static RowTest? Test(Node.Scalar scalar, Problems problems)
    {
        foreach (var (sign, isNegated) in new[] { (" is not ", true), (" is ", false), (" = ", false) })
        {
            var at = scalar.Text.IndexOf(sign, StringComparison.Ordinal);
            if (at <= 0) continue;
            var (column, value) = (scalar.Text[..at].Trim(), scalar.Text[(at + sign.Length)..].Trim());
            if (column.StartsWith("column ", StringComparison.Ordinal)) column = column[7..].Trim();
            if (value.Length == 0) break;
            return value is "missing" or "blank" ? new(column, [], isNegated) : new(column, value.Split(" or ").Select(v => v.Trim()).ToValueList(), isNegated);
        }
        problems.Error(scalar.At, "mapping.test", $"{Quoted.Of(scalar.Text)} is no condition on a column.", "Write 'COLUMN = VALUE', 'COLUMN = A or B', 'COLUMN is not VALUE', 'COLUMN is missing' or 'COLUMN is not missing'.");
        return null;
    }

    static string? Column(ValueReader value) => value.Text() is { } text ? text.StartsWith("column ", StringComparison.Ordinal) ? text[7..].Trim() : text : null;

    static DateTimeZone? ZoneOf(ValueReader value) => value.Phrase(Dates.Zone);

    static char Sign(ValueReader value, char otherwise)
    {
        if (value.Scalar() is not { } sign) return otherwise;
        if (sign.Text == "tab") return '\t';
        if (sign.Text is [not ('\n' or '\r') and var one]) return one;
        value.RefuseKind("one character, or 'tab'");
        return otherwise;
    }

    static int Choice(ValueReader value, params string[] words)
    {
        if (value.Text() is not { } text) return 0;
        if (Array.IndexOf(words, text) is var index and >= 0) return index;
        value.RefuseKind(string.Join(" or ", words));
        return 0;
    }

    internal static LocalDateTimePattern? Pattern(string format)
    {
        try
        {
            return LocalDateTimePattern.CreateWithInvariantCulture(format);
        }
        catch (InvalidPatternException)
        {
            return null;
        }
    }
}

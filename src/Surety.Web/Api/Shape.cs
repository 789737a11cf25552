using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime.Text;

namespace Surety.Web.Api;

/// <summary>What a value of JSON may be. Closed. Bodies and parameters are held against it, and OpenAPI is written from it.</summary>
public abstract record Shape
{
    private Shape() { }

    /// <summary>A text.</summary>
    /// <param name="Most">So many characters at most.</param>
    /// <param name="Least">So many at least.</param>
    public sealed record Words(int Most, int Least = 1) : Shape
    {
        /// <summary>What OpenAPI calls its form: <c>email</c>; <c>null</c>: any text.</summary>
        public string? Format { get; init; }

        /// <summary>Whether it may have several lines.</summary>
        public bool HasLines { get; init; }

        /// <summary>Whether somebody reads it who tells each wrong character with its line and column.</summary>
        public bool IsRead { get; init; }
    }

    /// <summary>One of some words.</summary>
    public sealed record OneOf(ValueList<string> Of) : Shape;

    /// <summary>A whole number.</summary>
    public sealed record Whole(long Least, long Most) : Shape;

    /// <summary>True or false.</summary>
    public sealed record Flag : Shape;

    /// <summary>An instant, RFC 3339.</summary>
    public sealed record Moment : Shape;

    /// <summary>A date: <c>2026-10-01</c>.</summary>
    public sealed record Day : Shape;

    /// <summary>An amount of money or an exact number, as text.</summary>
    public sealed record Exact : Shape;

    /// <summary>A list.</summary>
    public sealed record Several(Shape Of, int Most) : Shape;

    /// <summary>An object with known fields and no others.</summary>
    public sealed record Fields(ValueList<Field> All) : Shape;

    /// <summary>An object that something else describes.</summary>
    /// <param name="Described">Where: a sentence.</param>
    public sealed record Free(string Described) : Shape;

    /// <summary>What is wrong with a value.</summary>
    /// <param name="value">It.</param><param name="pointer">Where it stands.</param><param name="faults">Gets what is wrong.</param>
    public void Check(JsonElement value, string pointer, List<Fault> faults)
    {
        switch (this)
        {
            case Words words:
                if (value.ValueKind != JsonValueKind.String) Wrong("text", $"a text of {words.Least} to {words.Most} characters");
                else if (words.Fault(value.GetString()!) is { } fault) faults.Add(new(pointer, "body", "value.text", fault));
                break;
            case OneOf one:
                if (value.ValueKind != JsonValueKind.String || !one.Of.Contains(value.GetString()!)) Wrong("word", $"one of {string.Join(", ", one.Of)}");
                break;
            case Whole whole:
                if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || number < whole.Least || number > whole.Most) Wrong("number", $"a whole number from {whole.Least} to {whole.Most}");
                break;
            case Flag:
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Wrong("flag", "true or false");
                break;
            case Moment:
                if (value.ValueKind != JsonValueKind.String || !IsMoment(value.GetString()!)) Wrong("instant", "an instant with its offset, as 2026-10-01T00:00:00Z");
                break;
            case Day:
                if (value.ValueKind != JsonValueKind.String || !LocalDatePattern.Iso.Parse(value.GetString()!).Success) Wrong("date", "a date, as 2026-10-01");
                break;
            case Exact:
                if (value.ValueKind != JsonValueKind.String || value.GetString()!.Length > 40 || !decimal.TryParse(value.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)) Wrong("exact", "an exact number as text, as \"123.45\"");
                break;
            case Several several:
                if (value.ValueKind != JsonValueKind.Array) Wrong("list", "a list");
                else if (value.GetArrayLength() > several.Most) faults.Add(new(pointer, "body", "value.list", $"There are {value.GetArrayLength()} items, and at most {several.Most} are taken at once."));
                else
                    foreach (var (i, item) in value.EnumerateArray().Index()) several.Of.Check(item, $"{pointer}/{i}", faults);
                break;
            case Fields fields:
                fields.CheckAll(value, pointer, faults);
                break;
            case Free:
                if (value.ValueKind != JsonValueKind.Object) Wrong("object", "an object");
                else ReadTexts(value);
                break;
        }

        void Wrong(string code, string expected) => faults.Add(new(pointer, "body", $"value.{code}", $"{(this is Words { Format: "password" } ? "Something else" : Shown(value))} stands here, and {expected} was expected."));
    }

    /// <summary>Reads every text of something that others look at: half of a pair of characters is met here.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    static void ReadTexts(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) _ = value.GetString();
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray()) ReadTexts(item);
        else if (value.ValueKind == JsonValueKind.Object)
            foreach (var property in value.EnumerateObject())
            {
                _ = property.Name;
                ReadTexts(property.Value);
            }
    }

    static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "An object",
        JsonValueKind.Array => "A list",
        JsonValueKind.Null => "null",
        _ => Text.Quoted.Of(value.ToString()),
    };

    /// <summary>Whether a text is an instant.</summary>
    public static bool IsMoment(string text) => text.Length <= 40 && OffsetDateTimePattern.ExtendedIso.Parse(text).Success;

    /// <summary>The schema of OpenAPI.</summary>
    public JsonObject Schema() => this switch
    {
        Words words => words.SchemaOfText(),
        OneOf one => new() { ["type"] = "string", ["enum"] = new JsonArray([.. one.Of.Select(w => (JsonNode)w)]) },
        Whole whole => new() { ["type"] = "integer", ["minimum"] = whole.Least, ["maximum"] = whole.Most },
        Flag => new() { ["type"] = "boolean" },
        Moment => new() { ["type"] = "string", ["format"] = "date-time" },
        Day => new() { ["type"] = "string", ["format"] = "date" },
        Exact => new() { ["type"] = "string", ["pattern"] = @"^-?\d+(\.\d+)?$", ["maxLength"] = 40 },
        Several several => new() { ["type"] = "array", ["items"] = several.Of.Schema(), ["maxItems"] = several.Most },
        Fields fields => fields.SchemaOfFields(),
        Free free => new() { ["type"] = "object", ["description"] = free.Described },
    };
}

/// <summary>A field of an object.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="Shape">What it may be.</param>
/// <param name="About">What it says.</param>
/// <param name="IsRequired">Whether it has to be there; otherwise it may be absent or null.</param>
public readonly record struct Field(string Name, Shape Shape, string About, bool IsRequired = true);

/// <summary>Rules of texts and of objects.</summary>
static class ShapeRules
{
    /// <summary>What is wrong with a text; <c>null</c>: nothing.</summary>
    public static string? Fault(this Shape.Words words, string text) =>
        text.Length < words.Least ? (words.Least == 1 ? "The text is empty." : $"The text has {text.Length} characters, and at least {words.Least} are needed.")
        : text.Length > words.Most ? $"The text has {text.Length} characters, and at most {words.Most} are taken."
        : words.IsRead ? null
        : text.Any(c => Text.SourceText.IsForbidden(c) && !(words.HasLines && c is '\n' or '\r' or '\t')) || (!words.HasLines && text.AsSpan().ContainsAny('\n', '\r', '\t')) ? "The text has characters that steer screens or cannot be written."
        : words.Format == "email" && !IsMail(text) ? "This is no e-mail address."
        : null;

    // One sign between two parts; whether it is somebody's is shown by the invitation that arrives there.
    static bool IsMail(string text) => text.IndexOf('@') is > 0 and var at && text.LastIndexOf('@') == at && at < text.Length - 1 && !text.Any(char.IsWhiteSpace);

    public static JsonObject SchemaOfText(this Shape.Words words)
    {
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = words.Least, ["maxLength"] = words.Most };
        if (words.Format is { } format) schema["format"] = format;
        return schema;
    }

    /// <summary>So many fields that are none are told.</summary>
    const int MostUnknown = 20;

    public static void CheckAll(this Shape.Fields fields, JsonElement value, string pointer, List<Fault> faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new(pointer, "body", "value.object", "An object was expected here."));
            return;
        }
        foreach (var field in fields.All)
            if (!value.TryGetProperty(field.Name, out var own) || own.ValueKind == JsonValueKind.Null)
            {
                if (field.IsRequired) faults.Add(new($"{pointer}/{field.Name}", "body", "value.missing", $"'{field.Name}' is missing: {field.About}"));
            }
            else field.Shape.Check(own, $"{pointer}/{field.Name}", faults);
        foreach (var unknown in value.EnumerateObject().Where(p => fields.All.All(f => f.Name != p.Name)).Take(MostUnknown))
            faults.Add(new($"{pointer}/{Escaped(unknown.Name)}", "body", "value.unknown", $"There is no field {Text.Quoted.Of(unknown.Name)} here.", Text.Nearest.Question(unknown.Name, fields.All.Select(f => f.Name)) ?? $"There are: {string.Join(", ", fields.All.Select(f => f.Name))}."));
    }

    // As RFC 6901 has it.
    static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) is var all && all.Length <= 100 ? all : all[..100];

    public static JsonObject SchemaOfFields(this Shape.Fields fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields.All)
        {
            var schema = field.Shape.Schema();
            schema["description"] = field.About;
            properties[field.Name] = schema;
        }
        var all = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (fields.All.Any(f => f.IsRequired)) all["required"] = new JsonArray([.. fields.All.Where(f => f.IsRequired).Select(f => (JsonNode)f.Name)]);
        return all;
    }
}

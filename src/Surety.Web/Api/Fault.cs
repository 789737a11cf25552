using System.Text.Json;
using Surety.Journal;

namespace Surety.Web.Api;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Place">Where: of a body a JSON pointer (<c>/terms/0</c>) or <c>line 3, column 7</c>; of the rest the name of the parameter or header; empty: the whole request.</param>
/// <param name="In">Which part of the request: <c>body</c>, <c>query</c>, <c>path</c>, <c>header</c>.</param>
/// <param name="Code">A stable name: <c>value.missing</c>.</param>
/// <param name="Message">What is wrong and what was expected, as sentences.</param>
/// <param name="Mend">What to do; <c>null</c>: the message says it.</param>
public readonly record struct Fault(string Place, string In, string Code, string Message, string? Mend = null)
{
    /// <summary>In a text that stands there: its line, from 1; 0: it has none, or the whole is meant.</summary>
    public int Line { get; init; }

    /// <summary>Its column, from 1; 0: the whole line is meant.</summary>
    public int Column { get; init; }

    /// <summary>A problem of a text in the body.</summary>
    public static Fault Of(Problem problem) => new(
        // A field of what was sent has its name for a place.
        problem.At.Line == 0 && problem.At.File is { Length: > 0 } field && field.All(char.IsAsciiLetter) ? "/" + field
        : problem.At.Line > 0 ? $"line {problem.At.Line}{(problem.At.Column > 0 ? $", column {problem.At.Column}" : "")}" : problem.At.File ?? "", "body", problem.Code, problem.Message, problem.Mend)
    { Line = problem.At.Line, Column = problem.At.Column };

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (In == "body" && (Place.Length == 0 || Place[0] == '/')) json.WriteString("pointer", Place);
        else if (Place.Length > 0) json.WriteString(In == "body" ? "place" : In is "query" or "path" ? "parameter" : In, Place);
        if (Line > 0) json.WriteNumber("line", Line);
        if (Column > 0) json.WriteNumber("column", Column);
        json.WriteString("code", Code);
        json.WriteString("detail", Message);
        if (Mend is not null) json.WriteString("mend", Mend);
        json.WriteEndObject();
    }
}

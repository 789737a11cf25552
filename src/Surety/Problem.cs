namespace Surety;

/// <summary>How bad a problem is.</summary>
public enum Severity
{
    /// <summary>A question that the text leaves open, with the default that applies.</summary>
    Note,

    /// <summary>A question that the text itself asks, and that nobody has answered yet.</summary>
    Question,

    /// <summary>Legal, and probably not what was meant.</summary>
    Warning,

    /// <summary>The text cannot be used as it stands.</summary>
    Error,
}

/// <summary>Where something stands in a text that a person wrote.</summary>
/// <param name="File">The name it was opened by; <c>-</c> for standard input.</param>
/// <param name="Line">From 1; 0 when the whole file is meant.</param>
/// <param name="Column">From 1, in characters (UTF-16 units); 0 when the whole line is meant.</param>
public readonly record struct Location(string File, int Line, int Column) : IComparable<Location>
{
    /// <summary>Orders by file, line, column.</summary>
    public int CompareTo(Location other) =>
        string.CompareOrdinal(File, other.File) is var f and not 0 ? f : (Line, Column).CompareTo((other.Line, other.Column));

    /// <summary>Moves along the line.</summary>
    /// <param name="columns">How many characters to the right.</param>
    public Location Right(int columns) => this with { Column = Column + columns };

    /// <summary>Writes <c>file:line:column</c>, leaving out what is not known.</summary>
    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
}

/// <summary>Something a person should know about a text they wrote.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">A stable name to look up and to filter by: <c>calendar.overlap</c>.</param>
/// <param name="Message">A full sentence: what is wrong, and what was expected.</param>
/// <param name="Mend">What to do about it, as a full sentence; <c>null</c> where the message says it all.</param>
public sealed record Problem(Location At, Severity Severity, string Code, string Message, string? Mend = null)
{
    /// <summary>Writes <c>file:line:column: severity code: sentence</c>.</summary>
    public override string ToString() =>
        $"{At}: {Severity.ToString().ToLowerInvariant()} {Code}: {Message}{(Mend is null ? "" : " " + Mend)}";
}

namespace Surety.Contract;

/// <summary>A piece of a printed contract, in reading order. Closed: these are all there are.</summary>
public abstract record Block
{
    private Block() { }

    /// <summary>A heading.</summary>
    /// <param name="Level">2 for a chapter, 3 and 4 for what is in it.</param>
    /// <param name="Number">As lawyers cite it: <c>1.2</c>; empty: it has none.</param>
    /// <param name="Text">The heading.</param>
    public sealed record Heading(int Level, string Number, string Text) : Block;

    /// <summary>A sentence, or several.</summary>
    /// <param name="Text">The words.</param>
    /// <param name="IsComputed">Whether the program computes what it says; otherwise the print says that it does not.</param>
    public sealed record Paragraph(string Text, bool IsComputed = true) : Block;

    /// <summary>A sentence and what it lists.</summary>
    /// <param name="Lead">Ends with a colon.</param>
    /// <param name="Items">At least one.</param>
    /// <param name="IsComputed">As for <see cref="Paragraph"/>.</param>
    public sealed record Bullets(string Lead, ValueList<string> Items, bool IsComputed = true) : Block;

    /// <summary>A table.</summary>
    /// <param name="Lead">What it is; may be empty.</param>
    /// <param name="Columns">Headings.</param>
    /// <param name="Rows">Each as long as <paramref name="Columns"/>.</param>
    public sealed record Table(string Lead, ValueList<string> Columns, ValueList<ValueList<string>> Rows) : Block;
}

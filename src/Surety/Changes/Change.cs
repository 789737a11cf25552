namespace Surety.Changes;

/// <summary>One edit of a canonical text. All edits between two texts, applied to the one, give the other byte for byte. Closed: these are all there are.</summary>
public abstract record Change
{
    Change(ValueList<string> place) => Place = place;

    /// <summary>Keys from the top of the file down; an item of a list by its place in the list, from 0. Empty only where the order of chapters is meant.</summary>
    public ValueList<string> Place { get; }

    /// <summary>A clause that only the second text has.</summary>
    /// <param name="Place">Where it stands in the second text.</param>
    /// <param name="At">Its place among the clauses beside it in the second text, from 0.</param>
    /// <param name="Text">Its lines, with what stands above it.</param>
    public sealed record Added(ValueList<string> Place, int At, string Text) : Change(Place);

    /// <summary>A clause that only the first text has.</summary>
    /// <param name="Place">Where it stands in the first text.</param>
    /// <param name="Text">Its lines, with what stands above it.</param>
    public sealed record Removed(ValueList<string> Place, string Text) : Change(Place);

    /// <summary>A clause that both have and that says something else, or has other comments.</summary>
    /// <param name="Place">Where it stands in the first text.</param>
    /// <param name="Old">Its lines in the first text; of a clause with parts those above the first part.</param>
    /// <param name="New">Its lines in the second text.</param>
    public sealed record Replaced(ValueList<string> Place, string Old, string New) : Change(Place);

    /// <summary>Names that both have, in another order; among rows the order decides.</summary>
    /// <param name="Place">The clause in which they stand.</param>
    /// <param name="Old">Those of both texts in the order of the first.</param>
    /// <param name="New">The same in the order of the second.</param>
    public sealed record Reordered(ValueList<string> Place, ValueList<string> Old, ValueList<string> New) : Change(Place);
}

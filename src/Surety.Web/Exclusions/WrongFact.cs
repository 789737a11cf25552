using Surety.Facts;
using Surety.Storage.Records;

namespace Surety.Web.Exclusions;

/// <summary>A fact of the record that was wrong: what it says, and what can be said in its place.</summary>
/// <param name="Row">As it was sent.</param>
public sealed record WrongFact(FactRow Row)
{
    /// <summary>What its keys begin with, as names of fields of a form.</summary>
    public const string Field = "fact.";

    // These say which fact it is, and the type what can be said at all.
    static readonly string[] Names = ["type", "id", "source", "supersedes"];

    /// <summary>The one that a source sent under an id; <c>null</c>: there is none.</summary>
    public static async Task<WrongFact?> FindAsync(Reading reading, string space, string? source, string? id, CancellationToken cancellation) =>
        source is not null && id is not null && (await FactList.ListAsync(reading, space, new(source, Id: id), null, null, 1, cancellation)).Facts is [{ Row: var row }] ? new(row) : null;

    /// <summary>Its keys, and those of its type that it does not have.</summary>
    public ValueList<string> Keys => Row.Fields.Select(f => f.Name).Concat(Array.Find(FactTypes.All, t => t.Type == Row.Type).Keys?.Select(k => k.TrimEnd('?')).Where(k => !k.Contains('*', StringComparison.Ordinal)) ?? []).Append("service").Except(Names).Distinct().ToValueList();

    /// <summary>What it says behind a key; <c>null</c>: nothing.</summary>
    public string? this[string key] => string.Join(", ", Row.Fields.Where(f => f.Name == key).Select(f => f.Value)) is { Length: > 0 } said ? said : null;
}

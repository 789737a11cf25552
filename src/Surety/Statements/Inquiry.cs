using Surety.Agreements;
using Surety.Text;

namespace Surety.Statements;

/// <summary>What a statement says of one name, opened down to the clauses and the facts: what <c>surety why</c> and the API show.</summary>
/// <param name="Asked">The statement with nothing but what was asked about.</param>
/// <param name="Opened">What that says beside its verdicts and amounts.</param>
public sealed record Inquiry(Statement Asked, ValueList<Opening> Opened)
{
    /// <summary>Whether the statement has nothing of that name.</summary>
    public bool IsEmpty => Asked.Levels.Count + Asked.Credits.Count + Asked.Rights.Count + Asked.Duties.Count + Asked.Totals.Count + Opened.Count == 0;

    /// <summary>As one JSON document, which ends with a line feed.</summary>
    public string Json => StatementJson.Why(Asked, Opened);

    /// <summary>Asks a statement.</summary>
    /// <param name="statement">The statement; where every ticket is to be opened, one that was measured so.</param>
    /// <param name="name">One of <see cref="Names"/>, or a level with its scope as statements show it.</param>
    /// <param name="scope">Only scopes with these labels; none: all.</param>
    public static Inquiry Of(Statement statement, string name, Labels scope)
    {
        var asked = Only(statement, name, scope, statement.Credits.Where(c => c.Remedy == name && c.Scope.Covers(scope)).ToValueList());
        return new(asked, Open(asked, name, Language.English)) { Name = name };
    }

    string Name { get; init; } = "";

    /// <summary>What that says beside its verdicts and amounts, under headings in a language.</summary>
    public ValueList<Opening> OpenedIn(Language language) => language == Language.English ? Opened : Open(Asked, Name, language);

    static ValueList<Opening> Open(Statement asked, string name, Language language) => [.. Openings.Of(asked, language), .. name == DueDates.Statements ? [Openings.OfLife(asked, language)] : Array.Empty<Opening>()];

    // A credit rests on the figure of a level, so that is opened with it, down to the facts.
    static Statement Only(Statement statement, string name, Labels scope, ValueList<CreditLine> credits) => statement with
    {
        Levels = statement.Levels.Where(l => (l.Level == name && l.Scope.Covers(scope)) || Display.Level(l.Level, l.Scope) == name || credits.Any(c => (c.Level, c.Window, c.Scope) == (l.Level, l.Window, l.Scope))).ToValueList(),
        Credits = credits,
        Rights = statement.Rights.Where(r => r.Right == name).ToValueList(),
        Duties = statement.Duties.Where(d => d.Duty == name).ToValueList(),
        Totals = name == "total" ? statement.Totals : [],
        Caps = name == "total" ? statement.Caps : [],
        Imported = name == ImportedVerdicts.Name ? statement.Imported : [],
        Messages = statement.Messages.Where(m => m.Ladder == name && m.Scope.Covers(scope)).ToValueList(),
    };

    /// <summary>What can be asked about.</summary>
    public static ValueList<string> Names(Agreement agreement) =>
        agreement.Levels.Select(l => l.Name).Concat(agreement.Escalation.Credits.Select(c => c.Name)).Concat(agreement.Escalation.Rights.Select(r => r.Name)).Concat(agreement.Duties.Select(d => d.Name)).Concat(agreement.Escalation.Ladders.Select(l => l.Name)).Append("total").Append(ImportedVerdicts.Name).Append(DueDates.Statements).Distinct().ToValueList();

    /// <summary>Why a statement has nothing of a name.</summary>
    public static Problem Nothing(Statement statement, Agreement agreement, string name, Labels scope)
    {
        var names = Names(agreement);
        return names.Contains(name)
            ? new(default, Severity.Error, "why.nothing", $"The statement of {statement.Period.Name} has nothing of '{name}'{(scope == Labels.None ? "" : $" for {scope}")}: nothing was missed that it is about, no window of it ends in that period, or no scope fits.")
            : Unknown("level, credit, right, duty or ladder", name, names);
    }

    /// <summary>A name that the agreement does not have.</summary>
    internal static Problem Unknown(string what, string name, IReadOnlyCollection<string> declared) =>
        new(default, Severity.Error, "name.unknown", $"The agreement has no {what} called '{name}'.", Nearest.Question(name, declared) ?? (declared.Count == 0 ? "It has none at all." : $"It has: {string.Join(", ", declared)}."));
}

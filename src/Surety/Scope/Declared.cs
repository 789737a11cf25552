using NodaTime;
using Surety.Text;

namespace Surety.Scope;

/// <summary>The names that an agreement declares, as later clauses look them up. Filled chapter by chapter while a file is read.</summary>
internal sealed class Declared
{
    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    public LocalDate? TermFrom { get; private set; }

    /// <summary>Whether the term has a last day.</summary>
    public bool TermEnds { get; private set; }

    /// <summary>Whether a notice can end the agreement.</summary>
    public bool EndsByNotice { get; private set; }

    /// <summary>Last day of a term that does not renew; <c>null</c>: it goes on.</summary>
    public LocalDate? TermTo { get; private set; }

    /// <summary>Names of duties that come again, once chapter 4 is read.</summary>
    public List<string> Duties { get; } = [];

    /// <summary>Names of duties that are due once, as far as chapter 4 is read.</summary>
    public List<string> DueOnce { get; } = [];

    /// <summary>The customer's tier and attributes.</summary>
    public Labels Customer { get; private set; }

    public List<string> Contacts { get; } = [];

    public List<string> Tiers { get; } = [];

    public Dictionary<string, Quantity> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Named values that are not worked out yet, and how that is done.</summary>
    public Dictionary<string, Func<Quantity?>> Unread { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of all values, worked out or not.</summary>
    public IReadOnlyCollection<string> ValueNames => Unread.Count == 0 ? Values.Keys : Unread.Keys;

    /// <summary>Works out a value that nobody asked for yet.</summary>
    public Quantity? Worked(string name)
    {
        if (Values.TryGetValue(name, out var known)) return known;
        working.Add(name);
        var found = Unread[name]();
        working.Remove(name);
        if (found is not null) Values[name] = found;
        return found;
    }

    readonly HashSet<string> working = new(StringComparer.Ordinal);

    /// <summary>Finds a named value, and works it out where that was not done; refuses a value that rests on itself.</summary>
    public Quantity? Value(string name, PhraseReader phrase, Location at)
    {
        if (Values.TryGetValue(name, out var known)) return known;
        if (!working.Add(name))
        {
            phrase.Error(at, "value.circle", $"{Quoted.Of(name)} rests on itself, so it cannot be worked out.", "Write one of the values in the circle as an amount.");
            return null;
        }
        working.Remove(name);
        if (working.Count >= 50)
        {
            phrase.Error(at, "value.deep", "This value rests on more than 50 others that are defined below it.", "Write the values in the order in which they rest on each other.");
            return null;
        }
        var found = Worked(name);
        if (found is null) phrase.Error(at, "value.unread", $"{Quoted.Of(name)} could not be worked out.", "Correct it where it is defined.");
        return found;
    }

    /// <summary>What stands behind 'at risk' in chapter 5; <c>null</c>: nothing, or it is being read.</summary>
    public Node.Scalar? AtRisk { get; private set; }

    public void Settle(Node.Scalar? atRisk) => AtRisk = atRisk;

    public List<string> Calendars { get; } = ["around the clock"];

    /// <summary>Services and their parts.</summary>
    public Dictionary<string, IReadOnlyList<string>> Services { get; } = new(StringComparer.Ordinal);

    /// <summary>Services, and parts as <c>service/part</c>, that state a fee or whose members may have one.</summary>
    public HashSet<string> Priced { get; } = new(StringComparer.Ordinal);

    /// <summary>Inventory groups and the names of their attributes.</summary>
    public Dictionary<string, IReadOnlyList<string>> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Groups whose members are not measured at once.</summary>
    public HashSet<string> Waiting { get; } = new(StringComparer.Ordinal);

    /// <summary>Workloads and their units.</summary>
    public Dictionary<string, string> Workloads { get; } = new(StringComparer.Ordinal);

    public List<string> Feeds { get; } = [];

    /// <summary>Exclusions and the one service that each is for; <c>null</c>: every service.</summary>
    public Dictionary<string, string?> Exclusions { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of attributes that conditions may name besides labels of facts.</summary>
    public IEnumerable<string> Attributes => Customer.Items.Select(l => l.Name).Concat(Groups.Values.SelectMany(a => a));

    public void Settle(Labels customer) => Customer = customer;

    public void Settle(LocalDate? termFrom, DateTimeZone? zone, bool termEnds, LocalDate? termTo, bool endsByNotice) => (TermFrom, Zone, TermEnds, TermTo, EndsByNotice) = (termFrom, zone ?? Zone, termEnds, termTo, endsByNotice);

    /// <summary>Takes a whole text as one declared name, or refuses with the nearest.</summary>
    public static string? Name(Node.Scalar text, string what, IReadOnlyCollection<string> declared, Problems problems)
    {
        var name = text.Text.Trim();
        if (declared.Contains(name)) return name;
        problems.Error(text.At, "name.unknown", $"{Quoted.Of(name)} is not the name of {what}.",
            Nearest.Question(name, declared) ?? (declared.Count == 0 ? "None is declared in this agreement." : $"Declared are: {Nearest.Listed(name, declared, Quoted.Of)}."));
        return null;
    }

    /// <summary>Cuts a list of new names, and refuses one that stands twice.</summary>
    public static ValueList<string> Once(ValueReader value)
    {
        var names = new List<string>();
        foreach (var scalar in value.Scalars())
        {
            var name = NameOf(scalar, value.Problems).Trim();
            if (names.Contains(name)) value.Problems.Error(scalar.At, "name.twice", $"{Quoted.Of(name)} stands here a second time.", "Remove one of them.");
            else names.Add(name);
        }
        return names.ToValueList();
    }

    /// <summary>Takes a list of declared names, or one.</summary>
    public static ValueList<string> Names(ValueReader value, string what, IReadOnlyCollection<string> declared) =>
        value.Scalars().Select(s => Name(s, what, declared, value.Problems)).OfType<string>().ToValueList();

    /// <summary>Takes the name of a calendar where silence means around the clock, so that both are <c>null</c>.</summary>
    public string? Calendar(ValueReader value) => CalendarAsNamed(value) is { } name && name != "around the clock" ? name : null;

    /// <summary>Takes the name of a calendar where silence means another one than around the clock.</summary>
    public string? CalendarAsNamed(ValueReader value) => value.Scalar() is { } text ? Name(text, "a calendar", Calendars, value.Problems) : null;

    /// <summary>Cuts the text of a name that the agreement chooses and refuses what could not be written in a phrase.</summary>
    public static string NameOf(Node.Scalar key, Problems problems)
    {
        if (key.Text.Length > 80)
            problems.Error(key.At, "name.long", $"A name has at most 80 characters, and this one has {key.Text.Length}.", "Choose a shorter name and keep the rest under 'means'.");
        else if (key.Text.Any(c => c is ',' or '"' or '='))
            problems.Error(key.At, "name.sign", $"The name {Quoted.Of(key.Text)} has a sign that phrases need: , \" and = stand between names.", "Leave the sign out.");
        return key.Text;
    }
}

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

    /// <summary>Names of duties, once chapter 4 is read.</summary>
    public List<string> Duties { get; } = [];

    /// <summary>The customer's tier and attributes.</summary>
    public Labels Customer { get; private set; }

    public List<string> Contacts { get; } = [];

    public List<string> Tiers { get; } = [];

    public Dictionary<string, Quantity> Values { get; } = new(StringComparer.Ordinal);

    public List<string> Calendars { get; } = ["around the clock"];

    /// <summary>Services and their parts.</summary>
    public Dictionary<string, IReadOnlyList<string>> Services { get; } = new(StringComparer.Ordinal);

    /// <summary>Inventory groups and the names of their attributes.</summary>
    public Dictionary<string, IReadOnlyList<string>> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Workloads and their units.</summary>
    public Dictionary<string, string> Workloads { get; } = new(StringComparer.Ordinal);

    public List<string> Feeds { get; } = [];

    /// <summary>Exclusions and the one service that each is for; <c>null</c>: every service.</summary>
    public Dictionary<string, string?> Exclusions { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of attributes that conditions may name besides labels of facts.</summary>
    public IEnumerable<string> Attributes => Customer.Items.Select(l => l.Name).Concat(Groups.Values.SelectMany(a => a));

    public void Settle(Labels customer) => Customer = customer;

    public void Settle(LocalDate? termFrom, DateTimeZone? zone, bool termEnds) => (TermFrom, Zone, TermEnds) = (termFrom, zone ?? Zone, termEnds);

    /// <summary>Takes a whole text as one declared name, or refuses with the nearest.</summary>
    public static string? Name(Node.Scalar text, string what, IReadOnlyCollection<string> declared, Problems problems)
    {
        var name = text.Text.Trim();
        if (declared.Contains(name)) return name;
        problems.Error(text.At, "name.unknown", $"{Quoted.Of(name)} is not the name of {what}.",
            Nearest.Question(name, declared) ?? (declared.Count == 0 ? "None is declared in this agreement." : $"Declared are: {string.Join(", ", declared.Take(20).Select(Quoted.Of))}."));
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

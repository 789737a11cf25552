using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.People;

/// <summary>Who did what stands in a journal, as far as whoever looks may know it: people of its own party by their names, keys by their labels where it looks after them, and everybody else as the journal has them.</summary>
/// <param name="Own">Callers of the own party, each with its name; <c>null</c>: it has none that is shown.</param>
public sealed record Doers(IReadOnlyDictionary<string, string?> Own)
{
    /// <summary>Looks for those that a page names.</summary>
    /// <param name="call">The request.</param><param name="reading">Where.</param><param name="callers">As the journal has them; each as often as it likes.</param>
    internal static async Task<Doers> OfAsync(Call call, Reading reading, IEnumerable<string?> callers)
    {
        var own = new Dictionary<string, string?>(StringComparer.Ordinal);
        ValueList<ApiKey>? keys = null;
        foreach (var caller in callers.OfType<string>().Distinct(StringComparer.Ordinal))
            if (caller.StartsWith("person:", StringComparison.Ordinal))
            {
                if (await Persons.FindAsync(reading, call.Caller.Party, caller["person:".Length..], call.Cancellation) is { } person) own[caller] = person.IsErased ? null : person.Name;
            }
            else if ((keys ??= await ApiKeys.ListAsync(reading, call.Caller.Party, call.Cancellation)).FirstOrDefault(k => k.CallerName == caller) is { } key) own[caller] = call.Caller.May(Permission.People) ? key.Label : null;
        return new(own);
    }

    /// <summary>The name of a caller and of its party; either may be unknown.</summary>
    /// <param name="view">Who looks.</param><param name="agreement">At what.</param><param name="by">As the journal has it.</param><param name="side">At which side it did it; <c>null</c>: the entry does not say.</param>
    public (string? Name, string? Party) Of(View view, AgreementView agreement, string by, Side? side)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(agreement);
        if (Own.TryGetValue(by, out var name)) return (name, view.Party?.Title);
        // Whoever is none of ours sits at the other side, if somebody does.
        return (null, side == agreement.Side ? view.Party?.Title : agreement.Other);
    }
}

using NodaTime;
using Surety.Text;

namespace Surety.Scope;

/// <summary>Reads chapter 1 but for its calendars: tiers, named values, services, inventory, exclusions.</summary>
internal static class ReadScope
{
    const string Path = "scope";

    public static ValueList<string> Tiers(MappingReader scope, Declared declared)
    {
        var value = scope.Optional("tiers");
        declared.Tiers.AddRange(Declared.Once(value));
        if (declared.Customer["tier"] is { } own && declared.Tiers.Count > 0 && !declared.Tiers.Contains(own))
            scope.Problems.Error(value.At, "tier.unknown", $"The customer's tier {Quoted.Of(own)} is none of the tiers that are offered.", Nearest.Question(own, declared.Tiers) ?? "Add it to 'tiers', or correct the customer's.");
        return declared.Tiers.ToValueList();
    }

    /// <summary>Reads named values; each may use the others, in any order.</summary>
    public static IEnumerable<(string Name, Quantity Value, Clause Clause)> Values(MappingReader scope, Declared declared)
    {
        var entries = scope.Optional("values").Entries().Select(e => (Name: Declared.NameOf(e.Name, scope.Problems), e.Value)).ToList();
        foreach (var (name, value) in entries)
        {
            // One that another asked for before its turn is read once.
            var read = new Lazy<Quantity?>(() => Read(name, value, declared));
            declared.Unread[name] = () => read.Value;
        }
        foreach (var (name, value) in entries)
        {
            if (declared.Worked(name) is { } amount) yield return (name, amount, ClauseOf(name, value));
        }
        declared.Unread.Clear();
    }

    static Clause ClauseOf(string name, ValueReader value) => new($"{Path} / values / {name}", value.At);

    static Quantity? Read(string name, ValueReader value, Declared declared)
    {
        if (value.Phrase(p => Formulas.Whole(p, declared)) is not { } amount) return null;
        return amount.Why is { } why ? amount with { Why = why with { Clause = ClauseOf(name, value) } } : amount;
    }

    public static IEnumerable<Service> Services(MappingReader scope, Declared declared, MappingReader inventory)
    {
        var entries = scope.Optional("services").Entries();
        foreach (var (key, value) in entries) declared.Services[Declared.NameOf(key, scope.Problems)] = [];
        foreach (var (key, value) in entries) yield return Service(key.Text, value.Mapping(), declared, inventory);
    }

    static Service Service(string name, MappingReader service, Declared declared, MappingReader inventory)
    {
        var path = $"{Path} / services / {name}";
        var parts = Parts(service.Optional("parts"), declared, path);
        declared.Services[name] = [.. parts.Select(p => p.Name)];
        var fee = Fee(service.Optional("fee"), declared, path, inventory);
        if (fee is not null || parts.Any(p => p.Fee is not null)) declared.Priced.Add(name);
        foreach (var part in parts)
            if (part.Fee is not null) declared.Priced.Add($"{name}/{part.Name}");
        return new(
            name, parts, fee, Sentences(service.Optional("covers")), Sentences(service.Optional("does not cover")),
            service.Optional("description").Text(), new(path, service.At));
    }

    static ValueList<Part> Parts(ValueReader parts, Declared declared, string path)
    {
        if (!parts.IsMapping) return Declared.Once(parts).Select(p => new Part(p, null)).ToValueList();
        return parts.Entries().Select(e => new Part(Declared.NameOf(e.Name, parts.Problems), Fee(e.Value.Mapping().Optional("fee"), declared, $"{path} / parts / {e.Name.Text}", null))).ToValueList();
    }

    /// <summary>fee = money "per" ( "day" | "month" | "quarter" | "year" ) [ "for each of" inventory group ]</summary>
    /// <param name="value">Where it stands.</param>
    /// <param name="declared">Named values.</param>
    /// <param name="path">Of the clause.</param>
    /// <param name="inventory">Groups, whose names may follow; <c>null</c>: none may.</param>
    public static Fee? Fee(ValueReader value, Declared declared, string path, MappingReader? inventory)
    {
        return value.Phrase(phrase => Fee(phrase, declared, inventory?.Keys, new($"{path} / fee", value.At)));
    }

    static Fee? Fee(PhraseReader phrase, Declared declared, IReadOnlyList<string>? groups, Clause clause)
    {
        var at = phrase.At;
        if (Ranges.Amount(phrase, declared) is not { } amount) return null;
        if (amount is not Quantity.Amount money)
        {
            phrase.Error(at, "fee.money", "A fee is an amount of money, like 'EUR 4000.00 per month'.");
            return null;
        }
        if (Fees.Per(phrase) is not { } period) return null;
        string? group = null;
        if (groups is not null && phrase.TryWord("for each of") && (group = phrase.Name("an inventory group", groups)) is null) return null;
        return new Fee(money.Value, period, group, clause);
    }

    public static IEnumerable<InventoryGroup> Inventory(MappingReader inventory, Declared declared)
    {
        foreach (var (key, value) in inventory.Others())
        {
            var name = Declared.NameOf(key, inventory.Problems);
            var group = value.Mapping();
            var path = $"{Path} / inventory / {name}";
            var service = group.Required("of").Scalar() is { } of ? Declared.Name(of, "a service", declared.Services.Keys, inventory.Problems) : null;
            var attributesAt = group.Optional("attributes");
            var attributes = Declared.Once(attributesAt);
            if (attributes.Any(IsReserved))
                inventory.Problems.Error(attributesAt.At, "attribute.reserved", "'from', 'until' and 'fee' say something else about a member, so no attribute has one of these names.", "Choose another name.");
            declared.Groups[name] = attributes;
            // A member may come as a fact, with a fee of its own.
            if (service is not null) declared.Priced.Add(service);
            var members = group.Optional("members").Entries().Select(m => Member(m.Name, m.Value.MappingOrNothing(), attributes, declared, path)).ToValueList();
            var absence = group.Optional("absence");
            var waiting = group.Optional("waiting period").Phrase(Waiting);
            if (waiting is not null) declared.Waiting.Add(name);
            yield return new(name, service ?? "", attributes, members, new(path, key.At)) { AbsenceIsGood = absence.IsPresent ? absence.Choice(("left out", false), ("counts as good", true)) : null, WaitingPeriod = waiting };
        }
    }

    /// <summary>waiting period = elapsed | calendar span</summary>
    static Span? Waiting(PhraseReader phrase)
    {
        var at = phrase.At;
        if (Spans.Span(phrase) is not { } span) return null;
        if (span is Span.Elapsed or Span.Days or Span.Months) return span;
        phrase.Error(at, "member.waiting", "A member is covered from some day on, whatever the hours of service are.", "Write '30 days' or '1 month'.");
        return null;
    }

    static ListedMember Member(Node.Scalar key, MappingReader member, ValueList<string> attributes, Declared declared, string path)
    {
        var name = Declared.NameOf(key, member.Problems);
        var labels = new List<Label>();
        foreach (var attribute in attributes)
            if (!IsReserved(attribute) && member.Optional(attribute).Text() is { } text) labels.Add(new(attribute, text));
        var (from, until) = (member.Optional("from").Phrase(Dates.Date), member.Optional("until").Phrase(Dates.Date));
        if (from is { } first && until is { } end && end <= first)
            member.Problems.Error(member.Optional("until").At, "member.order", $"The member ends on {end:uuuu-MM-dd} and begins on {first:uuuu-MM-dd}: it never exists.", "'until' is the first day on which it is no longer covered.");
        return new(name, from, until, Labels.Of(labels.DistinctBy(l => l.Name)), Fee(member.Optional("fee"), declared, $"{path} / members / {name}", null));
    }

    static bool IsReserved(string attribute) => attribute is "from" or "until" or "fee";

    /// <summary>A fee for each member is about members of the same service.</summary>
    public static void CheckFees(IEnumerable<Service> services, IReadOnlyList<InventoryGroup> inventory, Problems problems)
    {
        foreach (var service in services)
            if (service.Fee is { ForEachOf: { } name } fee && inventory.FirstOrDefault(g => g.Name == name) is { Service.Length: > 0 } group && group.Service != service.Name)
                problems.Error(fee.Clause.At, "fee.group", $"{Quoted.Of(name)} belongs to the service {Quoted.Of(group.Service)}, and this is the fee of {Quoted.Of(service.Name)}.", "Name a group of this service.");
    }

    public static IEnumerable<Exclusion> Exclusions(MappingReader scope, Declared declared)
    {
        var entries = scope.Optional("exclusions").Entries();
        foreach (var (key, value) in entries)
        {
            var name = Declared.NameOf(key, scope.Problems);
            var exclusion = value.Mapping();
            var of = exclusion.Optional("of").Scalar() is { } service ? Declared.Name(service, "a service", declared.Services.Keys, scope.Problems) : null;
            declared.Exclusions[name] = of;
            if (exclusion.Optional("calendar") is { IsPresent: true } calendarAt && !exclusion.Optional("announced").IsPresent)
                scope.Problems.Error(calendarAt.At, "exclusion.calendar", "The calendar counts the time of an announcement, and none is asked for.", "Add a line 'announced: 2 business days before', or remove this one.");
            var zoneAt = exclusion.Optional("time zone");
            if (zoneAt.IsPresent && !exclusion.Optional("every").IsPresent)
                scope.Problems.Error(zoneAt.At, "exclusion.time-zone", "The time zone is that of the hours that come again by themselves, and none do.", "Add a line 'every: Sunday 02:00-04:00', or remove this one.");
            yield return new(
                name,
                of,
                exclusion.Optional("announced").Phrase(Announced),
                declared.CalendarAsNamed(exclusion.Optional("calendar")),
                exclusion.Optional("at most").Phrase(Budget),
                AgreedBy(exclusion.Optional("agreed by")),
                declared.Calendar(exclusion.Optional("only during")),
                exclusion.Optional("means").Text(),
                new($"{Path} / exclusions / {name}", key.At))
            {
                Every = exclusion.Optional("every").Phrases(ReadRecurrences.Read),
                EveryZone = zoneAt.Phrase(Dates.Zone),
            };
        }
    }

    /// <summary>announced = span "before"</summary>
    static Span? Announced(PhraseReader phrase) => Spans.Span(phrase) is { } span && phrase.ExpectWord("before") ? span : null;

    /// <summary>budget = elapsed "per" ( "month" | "quarter" | "year" )</summary>
    static ExclusionBudget? Budget(PhraseReader phrase) =>
        Spans.Elapsed(phrase) is { } time && phrase.ExpectWord("per") && Windows.Plain(phrase) is { } per ? new(time, per) : null;

    static ValueList<string> AgreedBy(ValueReader value) => value.Scalar() switch
    {
        null => [],
        { Text: "both" } => ["provider", "customer"],
        { Text: "provider" or "customer" } one => [one.Text],
        var other => Refuse(value, other),
    };

    static ValueList<string> Refuse(ValueReader value, Node.Scalar other)
    {
        value.Problems.Error(other.At, "value.choice", $"{Quoted.Of(other.Text)} cannot agree to an exclusion.", "Write 'provider', 'customer' or 'both'.");
        return [];
    }

    /// <summary>Reads a list of sentences, which compute nothing.</summary>
    public static ValueList<string> Sentences(ValueReader value) => value.Scalars().Select(s => s.Text.Trim()).ToValueList();
}

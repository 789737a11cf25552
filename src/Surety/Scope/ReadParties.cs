using NodaTime;
using Surety.Text;

namespace Surety.Scope;

/// <summary>Reads who agrees, and for how long.</summary>
internal static class ReadParties
{
    public static Parties Parties(MappingReader parties, Declared declared)
    {
        var provider = Party(parties.Required("provider").Mapping(), declared, isCustomer: false);
        var customer = Party(parties.Required("customer").Mapping(), declared, isCustomer: true);
        declared.Settle(customer.Attributes);
        return new(provider, customer);
    }

    static Party Party(MappingReader party, Declared declared, bool isCustomer)
    {
        var name = party.Required("name").Text() ?? "";
        var contacts = new List<Contact>();
        foreach (var (role, address) in party.Optional("contacts").Entries())
        {
            if (declared.Contacts.Contains(role.Text))
                party.Problems.Error(role.At, "contact.twice", $"The role {Quoted.Of(role.Text)} stands on both sides, so nobody knows who is told.", "Give one of them another name.");
            declared.Contacts.Add(Declared.NameOf(role, party.Problems));
            if (address.Text() is { } text) contacts.Add(new(role.Text, text));
        }
        var attributes = new List<Label>();
        if (isCustomer)
        {
            if (party.Optional("tier").Text() is { } tier) attributes.Add(new("tier", tier));
            foreach (var (attribute, value) in party.Optional("attributes").Entries())
                if (attribute.Text == "tier") party.Problems.Error(attribute.At, "attribute.reserved", "The tier of a customer is a key of its own.", "Move it up beside 'name'.");
                else if (value.Text() is { } text) attributes.Add(new(Declared.NameOf(attribute, party.Problems), text));
        }
        return new(name, contacts.ToValueList(), Labels.Of(attributes.DistinctBy(a => a.Name)), party.Optional("address").Text());
    }

    public static Term? Term(MappingReader term, Declared declared, Clause clause)
    {
        var from = term.Required("from").Phrase(Dates.Date);
        var to = term.Optional("to") is { IsPresent: true } end ? end.Phrase(Dates.Date) : null;
        var zoneAt = term.Required("time zone");
        var zone = zoneAt.Phrase(Dates.Zone);
        ZoneLint.Check(zoneAt, zone);
        var renewsAt = term.Optional("renews");
        var renews = Renews(renewsAt);
        var notice = term.Optional("notice").Phrase(p => Notice(p, term.Has("to")));
        if (renews is not null && !term.Has("to"))
            term.Problems.Error(renewsAt.At, "term.renews", "A term without end never ends, so it never renews.", "Add a line 'to: …' with the last day of the first term, or remove this one.");
        if (from is { } first && to is { } last && last < first)
            term.Problems.Error(term.Optional("to").At, "term.order", $"The term ends on {last:uuuu-MM-dd}, before it begins on {first:uuuu-MM-dd}.", "'to' is its last day.");
        declared.Settle(from, zone, term.Has("to"), renews is null ? to : null, notice is not null);
        var billing = term.Optional("billing cycle").Phrase(p => Windows.Read(p, declared) is { } rule ? Billing(p, rule) : null);
        return from is { } start && zone is not null ? new(start, to, zone, null, renews, notice, clause) { BillingDay = billing?.FirstDay ?? 1 } : null;
    }

    static WindowRule.Months? Billing(PhraseReader phrase, WindowRule rule)
    {
        if (rule is WindowRule.Months { Count: 1 } month) return month;
        phrase.Error(phrase.At, "term.billing", "A billing cycle is a month.", "Write 'month from the 16th'.");
        return null;
    }

    /// <summary>renews = "for" span | "never"</summary>
    static Span? Renews(ValueReader value) =>
        value.Scalar() is { Text: not "never" } text ? PhraseReader.Whole(text, value.Problems, phrase => phrase.ExpectWord("for") ? ByWhat(phrase) : null) : null;

    static Span? ByWhat(PhraseReader phrase)
    {
        var at = phrase.At;
        if (Spans.Span(phrase) is not { } span) return null;
        if (span is Span.Months { Count: > 0 } or Span.Days { Count: > 0 }) return span;
        phrase.Error(at, "term.renews", "A term renews by whole days, months or years.", "Write 'for 1 year'.");
        return null;
    }

    /// <summary>notice = span [ "before the end" ]</summary>
    static Span? Notice(PhraseReader phrase, bool hasEnd)
    {
        if (Spans.Span(phrase) is not { } span) return null;
        var at = phrase.At;
        if (phrase.TryWord("before the end") && !hasEnd) phrase.Error(at, "term.notice", "The agreement has no end that notice could be given before.", "Write the time alone, '90 days': notice ends the agreement that much later.");
        return span;
    }
}

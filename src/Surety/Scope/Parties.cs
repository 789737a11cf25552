using NodaTime;

namespace Surety.Scope;

/// <summary>One side of the agreement.</summary>
/// <param name="Name">As it signs.</param>
/// <param name="Contacts">Roles and their addresses, in the order written.</param>
/// <param name="Attributes">The tier and whatever else conditions may name; empty for the provider.</param>
/// <param name="Address">Text.</param>
public sealed record Party(string Name, ValueList<Contact> Contacts, Labels Attributes, string? Address);

/// <summary>Somebody who can be told.</summary>
/// <param name="Role">Unique in the agreement: <c>service manager</c>.</param>
/// <param name="Address">Where messages go.</param>
public sealed record Contact(string Role, string Address);

/// <summary>Provider and customer.</summary>
public sealed record Parties(Party Provider, Party Customer)
{
    /// <summary>Contacts of both sides, the provider's first.</summary>
    public IEnumerable<Contact> Contacts => Provider.Contacts.Concat(Customer.Contacts);
}

/// <summary>How long the agreement holds, and by whose clock.</summary>
/// <param name="From">First day, in <paramref name="Zone"/>.</param>
/// <param name="To">Last day, included; <c>null</c>: no end.</param>
/// <param name="Zone">The zone of windows, dates and days.</param>
/// <param name="BusinessDays">Name of the calendar for business days in deadlines; <c>null</c>: Monday to Friday.</param>
/// <param name="Renews">By how much it renews; <c>null</c>: never.</param>
/// <param name="Notice">How long before the end notice must be given; <c>null</c>: not stated.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Term(LocalDate From, LocalDate? To, DateTimeZone Zone, string? BusinessDays, Span? Renews, Span? Notice, Clause Clause)
{
    /// <summary>1 to 28: the day of the month on which a billing cycle begins.</summary>
    public int BillingDay { get; init; } = 1;
}

using NodaTime;
using Surety.Escalation;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What caps leave room for, credit by credit in order of the ends of their windows.</summary>
/// <remarks>A limit with a fraction of the minor unit is cut to the unit, so that credits never exceed it.</remarks>
sealed class CapLedger
{
    readonly Dictionary<Account, decimal> used = [];
    readonly Dictionary<Account, List<(CreditLine By, decimal Amount)>> takenBy = [];

    /// <summary>Periods that roll share credits: they are kept once, and each period looks at those of windows that end in it.</summary>
    static Account KeyOf(Account account) => account.Per is WindowRule.Rolling ? account with { From = default, Until = default } : account;

    List<(CreditLine By, decimal Amount)> TakenFrom(Account account) => !takenBy.TryGetValue(KeyOf(account), out var taken) ? []
        : account.Per is WindowRule.Rolling ? taken.FindAll(t => t.By.Window.Until > account.From && t.By.Window.Until <= account.Until) : taken;

    /// <summary>One period of one cap: what was credited in it counts, whichever version of the agreement said so.</summary>
    /// <param name="Per">The periods of the cap; <c>null</c>: windows.</param>
    /// <param name="From">First day of the period.</param>
    /// <param name="Until">First day after it.</param>
    /// <param name="Remedy">The remedy whose own cap it is; <c>null</c>: a cap of the chapter.</param>
    /// <param name="Subject">The service or member that the limit depends on; <c>null</c>: none.</param>
    /// <param name="By">What kind of subject.</param>
    /// <param name="Currency">Credits in other currencies have no part in it.</param>
    /// <param name="For">Which credits have a part in it.</param>
    internal readonly record struct Account(WindowRule? Per, LocalDate From, LocalDate Until, string? Remedy, string? Subject, Type? By, Currency Currency, CapFor For);

    /// <summary>Whether a cap of the chapter is for a credit.</summary>
    public static bool IsFor(CreditCap cap, string remedy, string level, Labels scope, VersionInFacts version) => cap.For switch
    {
        CapFor.All => true,
        CapFor.Named named => named.Credits.Contains(remedy),
        CapFor.OfService of => !version.IsOfOther(of.Service, of.Part, level, scope),
    };

    /// <summary>A cap as it stands for one credit.</summary>
    /// <param name="Account">Where it is counted.</param>
    /// <param name="Period">Its period; <c>null</c>: the window.</param>
    /// <param name="Limit">The most there could be.</param>
    /// <param name="Derivation">Opens the limit.</param>
    internal sealed record Held(Account Account, Window? Period, Money Limit, Derivation Derivation)
    {
        public Reason Why => Derivation.Reason;
    }

    /// <summary>Amount that earlier credits have taken from an account.</summary>
    public decimal Used(Account account) => account.Per is WindowRule.Rolling ? TakenFrom(account).Sum(t => t.Amount) : used.GetValueOrDefault(account);

    /// <summary>Takes an amount from an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="amount">How much.</param>
    /// <param name="by">The credit that takes it.</param>
    public void Take(Account account, decimal amount, CreditLine by)
    {
        var key = KeyOf(account);
        used[key] = used.GetValueOrDefault(key) + amount;
        if (amount == 0) return;
        if (!takenBy.TryGetValue(key, out var taken)) takenBy[key] = taken = [];
        taken.Add((by, amount));
    }

    /// <summary>How many credits have taken something so far.</summary>
    public int Taken(Account account) => TakenFrom(account).Count;

    /// <summary>Opens what credits have taken.</summary>
    /// <param name="account">The account.</param>
    /// <param name="first">How many of them; all where silent.</param>
    /// <param name="sentence">What it is.</param>
    public Reason WhyUsed(Account account, int? first = null, string sentence = "credited in it, or held by what may still be claimed")
    {
        var all = TakenFrom(account);
        var taken = all.Take(first ?? all.Count).ToList();
        return new(sentence, new Figure.Amount(taken.Sum(t => t.Amount), account.Currency), Follows.Sum,
            taken.Count == 0 ? [new("nothing", new Figure.Amount(Rational.Zero, account.Currency), Follows.Given)] : taken.Select(t => new Reason(Wording.English.Credit(t.By), new Figure.Amount(t.Amount, account.Currency), Follows.Given)).ToValueList());
    }

    /// <summary>Opens the room that is left of a cap; nothing where more was credited before the cap came.</summary>
    public Reason Left(Held held, CreditCap cap, int? first = null)
    {
        var used = WhyUsed(held.Account, first);
        var left = new Figure.Amount(held.Limit.Amount - used.Value.Exact!.Value, held.Account.Currency);
        var room = new Reason("left in its period", left, Follows.Difference, [held.Why, used], cap.Clause);
        return left.Value.Sign >= 0 ? room : new("nothing is left in its period", new Figure.Amount(Rational.Zero, held.Account.Currency), Follows.Rule, [room], cap.Clause);
    }

    /// <summary>The account of a cap for one credit.</summary>
    public static Account AccountOf(CreditCap cap, string? remedy, string level, Labels scope, Window window, Currency currency, VersionInFacts version)
    {
        var (from, until) = cap.Per?.EndingWith(window.Until.PlusDays(-1), version.Agreement.Zone) is { } period ? (period.From, period.Until) : ((window.Whole ?? window).From, (window.Whole ?? window).Until);
        var subject = cap.Of is { } of ? version.SubjectOf(of.Of, level, scope) : null;
        return new(cap.Per, from, until, remedy, subject, subject is null ? null : cap.Of!.Of.GetType(), currency, cap.For);
    }

    /// <summary>The limit of a cap for one credit; <c>null</c>: it is of another currency, or cannot be computed.</summary>
    public static Held? LimitOf(CreditCap cap, string? remedy, string level, Labels scope, Window window, Currency currency, VersionInFacts version, Action<Remark> remark)
    {
        var account = AccountOf(cap, remedy, level, scope, window, currency, version);
        var period = cap.Per?.EndingWith(window.Until.PlusDays(-1), version.Agreement.Zone);
        Derivation why;
        Figure.Amount exact;
        if (cap.Amount is { } stated)
        {
            exact = new(stated.Amount, stated.Currency);
            why = new(() => new("the cap", exact, Follows.Given, [], cap.Clause));
        }
        else
        {
            var share = cap.Share!.Value;
            if (CreditRow.OrRemark(version.ChargeOf(cap.Of!, level, scope, window.Whole ?? window, cap.Per), $"the cap '{cap.Words}'", cap.Clause, remark) is not { } charge) return null;
            exact = new(share * charge.Amount, charge.Currency);
            why = new(() => new($"the cap: share of {cap.Of!.Words}", exact, Follows.Product, [new("the share", new Figure.Share(share), Follows.Given, [], cap.Clause), charge.Why], cap.Clause));
        }
        if (exact.Currency != currency)
        {
            remark(new("cap.other-currency", $"The cap '{cap.Words}' is in {exact.Currency} and leaves credits in {currency} alone.", cap.Clause));
            return null;
        }
        var limit = Money.Of(exact.Value, currency, Rounding.Down);
        return new(account, period, limit, exact.Value == limit.Amount ? why
            : new(() => new("cut to the minor unit", new Figure.Amount(limit.Amount, currency), Follows.Rule, [why.Reason], cap.Clause)));
    }
}

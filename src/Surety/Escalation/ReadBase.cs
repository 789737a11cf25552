using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads what percentages are of. Grammar: docs/guide/grammar.md, "Chapter 5".</summary>
internal static class ReadBase
{
    /// <summary>Where the text is silent.</summary>
    public static CreditBase Default { get; } = new(new BaseOf.Unwritten(), BasePeriod.Window, "the fee of the affected service, or what was billed for it (default)");

    /// <summary>base = ( fees | charges | money [ "per" unit for in ] ) [ "of the" period ] { "," option }</summary>
    public static CreditBase? Of(PhraseReader phrase, Declared declared)
    {
        var (start, at) = (phrase.Position, phrase.At);
        var share = Rational.One;
        while (PartOf(phrase, declared) is { } part) share *= part;
        if (phrase.TryWord("the amount at risk")) return AtRisk(phrase, declared, at) is { } risk ? risk with { Share = risk.Share * share, Words = phrase.Since(start) } : null;
        if (What(phrase, declared) is not { } of) return null;
        var period = BasePeriod.Window;
        if (phrase.TryWord("of the"))
        {
            if (of is BaseOf.Stated)
            {
                phrase.Error(at, "credit.base-period", "A stated amount is the same in every period.", "Write the amount alone, or name a fee.");
                return null;
            }
            if (Period(phrase) is not { } written) return null;
            period = written;
        }
        var found = new CreditBase(of, period, "") { Share = share };
        while (phrase.Peek().IsMark(",") && !phrase.Peek(1).IsWord("for") && !phrase.Peek(1).IsWord("carried") && Option(phrase, found) is { } more) found = more;
        if (phrase.HasRefused) return null;
        return Check(found with { Words = phrase.Since(start) }, phrase, at);
    }

    /// <summary>part = percentage "of", before all else</summary>
    static Rational? PartOf(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        if (Ranges.ShareOf(Ranges.TryAmount(phrase, declared)) is { } share && phrase.TryWord("of")) return share;
        phrase.Back(start);
        return null;
    }

    /// <summary>The clause 'at risk' of the chapter, read where it is used.</summary>
    static CreditBase? AtRisk(PhraseReader phrase, Declared declared, Location at)
    {
        var text = declared.AtRisk;
        // It cannot rest on itself.
        declared.Settle(atRisk: null);
        var of = text is null ? null : PhraseReader.Whole(text, new Problems(), p => Of(p, declared));
        declared.Settle(text);
        if (of is not null) return of;
        phrase.Error(at, "credit.at-risk", "No clause says which amount is at risk.", "Write 'at risk: 10 % of all charges of the month' in chapter 5.");
        return null;
    }

    static BaseOf? What(PhraseReader phrase, Declared declared)
    {
        if (phrase.TryWord("all fees")) return new BaseOf.AllFees();
        if (phrase.TryWord("the fee of the service")) return new BaseOf.FeeOfAffected();
        if (phrase.TryWord("the fee of the member")) return new BaseOf.FeeOfMember();
        if (phrase.TryWord("the fee of")) return Service(phrase, declared) is { } fee ? new BaseOf.FeeOf(fee.Service, fee.Part) : null;
        if (phrase.TryAny("all charges", "the charges", "the recurring charges", "the usage charges", "the one-time charges") is { } charges)
        {
            ChargeKindWanted? kind = charges switch
            {
                "the recurring charges" => ChargeKindWanted.Recurring,
                "the usage charges" => ChargeKindWanted.Usage,
                "the one-time charges" => ChargeKindWanted.OneTime,
                _ => null,
            };
            return For(phrase, declared) is { } billed ? new BaseOf.Billed(kind, billed) : null;
        }
        if (Ranges.TryAmount(phrase, declared) is not Quantity.Amount money) return phrase.Refuse<BaseOf>("'all fees', 'the fee of …', 'all charges', 'the charges for …' or an amount of money");
        if (!IsUnit(phrase) || !phrase.TryWord("per")) return new BaseOf.Stated(money.Value);
        var unit = phrase.Next().Text;
        return For(phrase, declared) is { } used ? new BaseOf.Used(money.Value, unit, used) : null;
    }

    // "EUR 60.00 per month" is no price of something that is used: the period of a cap may stand there.
    static bool IsUnit(PhraseReader phrase) =>
        phrase.Peek().IsWord("per") && phrase.Peek(1) is { Kind: TokenKind.Word or TokenKind.Quoted } unit && !new[] { "day", "week", "month", "quarter", "year", "window" }.Any(unit.IsWord);

    /// <summary>for = [ "for" ( subject | "the service" | "the member" | "the ticket" ) ] [ "in" test { "and" test } ]</summary>
    static BilledFor? For(PhraseReader phrase, Declared declared)
    {
        BilledSubject subject = new BilledSubject.Everything();
        if (phrase.TryWord("for"))
        {
            if (phrase.TryWord("the service")) subject = new BilledSubject.Affected();
            else if (phrase.TryWord("the member")) subject = new BilledSubject.OfMember();
            else if (phrase.TryWord("the ticket")) subject = new BilledSubject.OfTickets();
            else if (Service(phrase, declared) is { } service) subject = new BilledSubject.OfService(service.Service, service.Part);
            else return null;
        }
        var (tests, same) = (new List<LabelTest>(), new List<string>());
        if (phrase.TryWord("in"))
        {
            do
            {
                if (!Test(phrase, tests, same)) return null;
            }
            while (phrase.TryWord("and"));
        }
        return new(subject, tests.ToValueList()) { Same = same.ToValueList() };
    }

    /// <summary>test = "the same" label | label value { "or" value }</summary>
    static bool Test(PhraseReader phrase, List<LabelTest> tests, List<string> same)
    {
        var isSame = phrase.TryWord("the same");
        var at = phrase.At;
        if (phrase.TryKind(TokenKind.Word, "the name of a label, as in 'region eu'") is not { } label) return phrase.Refuse("the name of a label, as in 'region eu'");
        if (tests.Exists(t => t.Name == label.Text) || same.Contains(label.Text))
        {
            phrase.Error(at, "condition.twice", $"{Quoted.Of(label.Text)} stands twice, and a charge has one value for it.", "Join values by 'or'.");
            return false;
        }
        if (isSame)
        {
            same.Add(label.Text);
            return true;
        }
        var values = new List<string>();
        do
        {
            if (phrase.Peek() is not { Kind: TokenKind.Word or TokenKind.Number or TokenKind.Quoted }) return phrase.Refuse($"a value of {Quoted.Of(label.Text)}, in double quotes where it has several words");
            values.Add(phrase.Next().Text);
        }
        while (phrase.TryWord("or"));
        tests.Add(new(label.Text, values.ToValueList()));
        return true;
    }

    /// <summary>subject = service | "part" part "of" service</summary>
    static (string Service, string? Part)? Service(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        if (phrase.TryWord("part") && phrase.TryName("a part", declared.Services.Values.SelectMany(p => p)) is { } part && phrase.TryWord("of"))
        {
            var at = phrase.At;
            if (phrase.Name("a service", declared.Services.Keys) is not { } whole) return null;
            if (declared.Services[whole].Contains(part)) return (whole, part);
            phrase.Error(at, "name.part", $"{Quoted.Of(whole)} has no part {Quoted.Of(part)}.", declared.Services[whole].Count == 0 ? "It has no parts." : $"Its parts are: {string.Join(", ", declared.Services[whole])}.");
            return null;
        }
        phrase.Back(start);
        return phrase.Name("a service", declared.Services.Keys) is { } service ? (service, null) : null;
    }

    /// <summary>period = "window" | [ "previous" [ whole ] | "next" ] ( "month" | "quarter" | "year" ) | "bad time" | "invoice in which the window ends"</summary>
    static BasePeriod? Period(PhraseReader phrase)
    {
        switch (phrase.TryAny("window", "month", "quarter", "year", "previous", "next", "bad time", "invoice in which the window ends"))
        {
            case "window": return BasePeriod.Window;
            case "month": return new BasePeriod.Calendar(WindowRule.Month, 0, 1);
            case "quarter": return new BasePeriod.Calendar(WindowRule.Quarter, 0, 1);
            case "year": return new BasePeriod.Calendar(WindowRule.Year, 0, 1);
            case "previous": return Previous(phrase);
            case "next": return Windows.Plain(phrase) is { } next ? new BasePeriod.Calendar(next, 1, 1) : null;
            case "bad time": return new BasePeriod.BadTime();
            case "invoice in which the window ends": return new BasePeriod.Invoice();
            default: return phrase.Refuse<BasePeriod>("'window', 'month', 'quarter', 'year', 'previous month', 'previous 3 months', 'next month', 'bad time' or 'invoice in which the window ends'");
        }
    }

    static BasePeriod.Calendar? Previous(PhraseReader phrase)
    {
        var at = phrase.At;
        if (phrase.TryWhole() is not { } count) return Windows.Plain(phrase) is { } one ? new(one, -1, 1) : null;
        if (count is < 1 or > 120)
        {
            phrase.Error(at, "credit.base-months", "A base looks back over 1 to 120 months, quarters or years.", "Write 'of the previous 3 months'.");
            return null;
        }
        WindowRule? per = phrase.TryAny("months", "quarters", "years") switch
        {
            "months" => WindowRule.Month,
            "quarters" => WindowRule.Quarter,
            "years" => WindowRule.Year,
            _ => phrase.Refuse<WindowRule>("'months', 'quarters' or 'years'"),
        };
        return per is null ? null : new(per, -count, count);
    }

    /// <summary>option = "gross" | "net" | "with one-time items" | "without one-time items" | "in full" | "pro rata" | "monthly average" | "of one day" | "divided by" whole</summary>
    static CreditBase? Option(PhraseReader phrase, CreditBase of)
    {
        phrase.TryMark(",");
        var at = phrase.At;
        switch (phrase.TryAny("gross", "net", "with one-time items", "without one-time items", "in full", "pro rata", "monthly average", "of one day", "divided by"))
        {
            case "gross" when of.As.Gross is null: return of with { As = of.As with { Gross = true } };
            case "net" when of.As.Gross is null: return of with { As = of.As with { Gross = false } };
            case "with one-time items" when of.As.OneTime is null: return of with { As = of.As with { OneTime = true } };
            case "without one-time items" when of.As.OneTime is null: return of with { As = of.As with { OneTime = false } };
            case "in full" when of.As.InFull is null: return of with { As = of.As with { InFull = true } };
            case "pro rata" when of.As.InFull is null: return of with { As = of.As with { InFull = false } };
            case "monthly average" when !of.IsMonthlyAverage: return of with { IsMonthlyAverage = true };
            case "of one day" when !of.IsOfOneDay: return of with { IsOfOneDay = true };
            case "divided by" when of.DividedBy == 1:
                if (phrase.TryWhole() is { } by and >= 2) return of with { DividedBy = by };
                return phrase.Refuse<CreditBase>("a whole number, at least 2");
            case null: return phrase.Refuse<CreditBase>("'gross', 'net', 'with one-time items', 'without one-time items', 'in full', 'pro rata', 'monthly average', 'of one day' or 'divided by'");
            default:
                phrase.Error(at, "credit.base-option", "This says a second time what the base is.", "Remove one of the two.");
                return null;
        }
    }

    /// <summary>Refuses what cannot stand together, so that nothing is accepted and ignored.</summary>
    static CreditBase? Check(CreditBase of, PhraseReader phrase, Location at)
    {
        var billed = of.Of as BaseOf.Billed;
        var isOfTickets = (billed?.For ?? (of.Of as BaseOf.Used)?.For)?.Subject is BilledSubject.OfTickets;
        var (problem, mend) = of switch
        {
            { Of: BaseOf.Stated, IsMonthlyAverage: true } or { Of: BaseOf.Stated, DividedBy: > 1 } or { Of: BaseOf.Stated, IsOfOneDay: true } => ("A stated amount is what it is.", "Write the amount alone."),
            { IsMonthlyAverage: true, Period: not BasePeriod.Calendar } => ("An average month needs whole months.", "Write 'of the previous 3 months, monthly average'."),
            { IsOfOneDay: true, Period: BasePeriod.BadTime or BasePeriod.Invoice } => ("Bad time and an invoice have no whole days.", "Write 'of the month, of one day'."),
            _ when billed is null && (of.As.Gross ?? of.As.OneTime) is not null => ("Only charges have tax and one-time items: a fee is net and comes again, and usage has a price.", "Leave it out, or write 'the charges for …'."),
            _ when of.As.InFull is not null && of.Of is not (BaseOf.Billed or BaseOf.Used) => ("Only charges and usage have a time of their own that a period may cover in part.", "Leave it out."),
            _ when of.As.InFull is not null && of.Period is BasePeriod.Invoice => ("The lines of an invoice count whole.", "Leave it out."),
            { Period: BasePeriod.Invoice, Of: not BaseOf.Billed } => ("Only charges stand in an invoice.", "Write 'the charges for …'."),
            _ when billed?.Kind is not null && (of.As.OneTime is not null || of.As.Gross == true) => ("The base names one kind of charges: tax is for all of them, and one-time items are another kind.", "Write 'the charges' for all kinds."),
            _ when isOfTickets && (of.IsOfOneDay || of.Period is not BasePeriod.OfWindow || of.As != new BilledAs(null, null, null) || billed is null || billed.Kind is not null) => ("What was charged for a ticket counts whole, net, whenever it was.", "Write 'the charges for the ticket' alone."),
            _ => (null, null),
        };
        if (problem is null) return of;
        phrase.Error(at, "credit.base-option", problem, mend);
        return null;
    }
}

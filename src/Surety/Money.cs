namespace Surety;

/// <summary>A currency.</summary>
/// <param name="Code">ISO 4217, three upper-case letters.</param>
public readonly record struct Currency(string Code)
{
    /// <summary>Digits after the point of an amount that is paid: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    public int MinorDigits => Code switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    /// <inheritdoc/>
    public override string ToString() => Code;
}

/// <summary>An amount of money that a text states or a formula comes to: exact, and not paid until it is rounded.</summary>
/// <param name="Amount">In major units; may have no end of digits: a third of EUR 100.00.</param>
/// <param name="Currency">Never mixed.</param>
public readonly record struct Price(Rational Amount, Currency Currency)
{
    /// <summary>Takes an amount as it is written.</summary>
    public static implicit operator Price(Money money) => new(money.Amount, money.Currency);

    /// <summary>Writes <c>EUR 400.00</c>, and the beginning of what has no end of digits: <c>EUR 33.3333…</c>.</summary>
    public override string ToString()
    {
        var digits = Amount.Round(Currency.MinorDigits + 2, Rounding.Down);
        var written = new Money(digits, Currency).ToString();
        return (Rational)digits == Amount ? written : $"{written}…";
    }
}

/// <summary>An amount of money.</summary>
/// <param name="Amount">In major units; a stated price may have more digits than the minor unit.</param>
/// <param name="Currency">Never mixed.</param>
public readonly record struct Money(decimal Amount, Currency Currency)
{
    /// <summary>Nothing, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Rounds an exact amount to the currency's minor unit.</summary>
    public static Money Of(Rational exact, Currency currency, Rounding rounding) => new(exact.Round(currency.MinorDigits, rounding), currency);

    /// <summary>Adds.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money a, Money b) => a.Currency == b.Currency ? new(a.Amount + b.Amount, a.Currency) : throw Mixed(a, b);

    /// <summary>Subtracts.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money a, Money b) => a.Currency == b.Currency ? new(a.Amount - b.Amount, a.Currency) : throw Mixed(a, b);

    /// <summary>Writes <c>EUR 400.00</c> with at least the currency's digits, thousands apart by nothing.</summary>
    public override string ToString() => $"{Currency} {Amount.ToString("0." + new string('0', Currency.MinorDigits) + "##########").TrimEnd('.')}";

    static InvalidOperationException Mixed(Money a, Money b) => new($"{a} and {b} are of two currencies.");
}

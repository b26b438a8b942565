def send_receipt(loan):
    loan.borrower.email_user(
        "Your loan", f"You have borrowed {loan.book}. Bring it back by {loan.due}.\n"
    )
